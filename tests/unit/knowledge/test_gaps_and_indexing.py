"""What is missing, what is there twice, and how articles get into the search."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.knowledge.pages import RUNBOOK, page
from workbench.knowledge.duplicates import near_duplicates
from workbench.knowledge.gaps import (
    Issue,
    Searches,
    articles_per_month,
    clusters,
    coverage,
    gaps,
)
from workbench.knowledge.indexing import index_shelf
from workbench.knowledge.kinds import kind_named
from workbench.knowledge.missing import (
    MissedSearch,
    look_for_missing,
    symptom_of_gap,
    symptom_of_search,
)
from workbench.knowledge.shelf import Shelf
from workbench.knowledge.structure import parts_of
from workbench.search.index import SearchIndex
from workbench.storage.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "x.db")
    yield opened
    opened.close()


ISSUES = [
    Issue("1", "gateway answers 502 for recommendations", 2),
    Issue("2", "502 answers of the gateway since noon", 1),
    Issue("3", "invoice PDF shows the wrong currency", 5),
    Issue("4", "wrong currency on the invoice PDF", 4),
]


def test_tickets_that_no_article_answers_are_grouped_by_cost() -> None:
    articles = [page(RUNBOOK)]
    assert [(gap.tickets, gap.cost, gap.article) for gap in clusters(ISSUES, articles)] == [
        (("3", "4"), 9, ""),
        (("1", "2"), 3, "page.md"),
    ]
    assert [gap.tickets for gap in gaps(ISSUES, articles)] == [("3", "4")]
    assert coverage(ISSUES, articles) == 0.5
    assert coverage([], articles) is None
    assert gaps(ISSUES[:1], [])[0].article == ""


def test_one_look_tells_everything_that_is_missing() -> None:
    found = look_for_missing(ISSUES, [page(RUNBOOK)], [("rate limit", 2)])
    assert [gap.tickets for gap in found.gaps] == [("3", "4")]
    assert (found.tickets, len(found.frequent), found.answered) == (4, 2, 1)
    assert found.searches == (MissedSearch("rate limit", 2),)
    assert (found.duplicates, found.months, found.undated) == ((), (), 1)
    empty = look_for_missing([], [], [])
    assert (empty.gaps, empty.frequent, empty.answered) == ((), (), 0)


def test_one_ticket_alone_is_no_gap() -> None:
    assert look_for_missing(ISSUES[:1], [], []).gaps == ()


def test_an_article_from_a_gap_starts_with_what_was_reported(tmp_path: Path) -> None:
    gap = look_for_missing(ISSUES, [page(RUNBOOK)], []).gaps[0]
    made = Shelf(tmp_path).create_from_template(
        kind_named("resolution"), gap.title, "Mara", symptom_of_gap(gap)
    )
    assert made.title == "invoice PDF shows the wrong currency"
    assert "> invoice PDF shows the wrong currency\n\nReported in 2 tickets: 3, 4." in made.text
    parts = {part.name: part.written for part in parts_of(made.text, made.kind)}
    assert parts["Symptom"]
    assert not any(written for name, written in parts.items() if name != "Symptom")
    assert articles_per_month([made])


def test_an_article_from_a_search_quotes_the_question() -> None:
    assert symptom_of_search(MissedSearch("why", 3)) == "> why\n\nAsked 3 times without an answer."
    assert symptom_of_search(MissedSearch("why", 1)).endswith("Asked once without an answer.")


def test_copies_are_found_by_content_whatever_their_titles() -> None:
    text = " ".join(f"sentence {n} speaks of matter {n * 7}" for n in range(40))
    other = " ".join(f"paragraph {n} tells another story {n * 3}" for n in range(40))
    pages = [
        page(f"# One\n{text}", "1.md"),
        page(f"# Quite another\n{text} and more", "2.md"),
        page(f"# Three\n{other}", "3.md"),
        page("short", "4.md"),
        page("short", "5.md"),
    ]
    assert [(d.first, d.second) for d in near_duplicates(pages)] == [("1.md", "2.md")]
    assert near_duplicates([]) == []


def test_searches_that_led_nowhere_are_counted(database: Database) -> None:
    searches = Searches(database)
    searches.made("Rate limit")
    searches.made("rate limit ")
    searches.made("gateway")
    searches.opened("page.md")
    assert searches.without_click() == [("rate limit", 2)]


def test_articles_are_counted_by_month() -> None:
    pages = [page("---\ncreated: 2026-03-05\n---\n"), page("---\ncreated: soon\n---\n"), page("x")]
    assert articles_per_month(pages) == {"2026-03": 1}


def test_the_index_follows_the_folder(database: Database, tmp_path: Path) -> None:
    shelf, index = Shelf(tmp_path / "k"), SearchIndex(database)
    shelf.create("a.md", RUNBOOK.encode())
    shelf.create("b.md", b"# Walrus\n\nThe walrus sleeps.")
    (tmp_path / "k" / "c.md").write_bytes(b"\0binary")
    assert [one.path for one in index_shelf(index, shelf)] == ["c.md"]
    hit = index.search("gatway eror", tag="gateway").hits[0]
    assert (hit.key, hit.line) == ("a.md", 21)
    assert shelf.read("a.md").text.split("\n")[hit.line - 1] == "## Checks"
    (tmp_path / "k" / "b.md").unlink()
    index_shelf(index, shelf)
    assert index.search("walrus").hits == ()
