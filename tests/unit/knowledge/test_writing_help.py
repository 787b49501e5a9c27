"""The writing help: finds what is wrong in prose, stays silent about everything else."""

import pytest

from tests.unit.knowledge.pages import RUNBOOK, page
from workbench.core.progress import Progress
from workbench.knowledge.check import check_article, check_articles, context_of
from workbench.knowledge.findings import Finding
from workbench.knowledge.prose import prose_of
from workbench.knowledge.spelling import Speller, words_of_many_pages
from workbench.knowledge.style import reading_of


def findings(text: str, kind: str | None = None) -> list[Finding]:
    article = page(text)
    found = check_article(article, context_of([article]))
    return [one for one in found if kind is None or one.kind == kind]


def words(text: str) -> list[str]:
    return [one.message.split("'")[1] for one in findings(text, "spelling")]


def test_a_misspelt_word_is_found_where_it_stands() -> None:
    assert findings("first\n\nThe servr is down.") == [
        Finding(3, 5, 10, "spelling", "'servr' is not in the dictionary.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nkubctl gte pdos\n```",
        "~~~\nwrogn\n~~~",
        "- item\n\n  ```\n  wrogn\n  ```",
        "> ```\n> wrogn\n> ```",
        "text\n\n    wrogn indented code\n",
        "use `kubctl gte` now",
        "use ``a ` wrogn`` now",
        "see https://exmaple.com/wrogn and www.wrogn.com",
        "[text](wrogn-page.md 'wrogn')",
        "[text][wrogn]\n\n[wrogn]: http://wrogn/",
        "![](wrogn.png)",
        "NodeFilesystemSpaceFillingUp and KubeApiServr",
        "the WROGN flag",
        "--wrogn-flag and $WROGN and wrogn_name and a.wrogn.name",
        "/var/lib/wrogn/file and src/wrogn",
        "<div class='wrogn'>text</div> <!-- wrogn -->",
        "{{ wrogn }} ${wrogn} mail wrogn@exmaple.com",
        "---\ntitle: wrogn\nid: wrogn\n---\ntext",
    ],
)
def test_code_links_names_and_front_matter_are_not_spelt(text: str) -> None:
    assert words(text) == []


def test_text_after_code_is_checked_again() -> None:
    assert words("```\nx\n```\nwrogn\n\n- a\n    - wrogn2 wrogm in a list") == ["wrogn", "wrogm"]


def test_both_english_spellings_and_the_words_of_the_field_are_right() -> None:
    assert words("The colour, color, organise, organized, centre, cancelled, labelling.") == []
    assert words("Namespaces, inodes and the kubelet; the daemon's runbook; a failover.") == []


def test_words_of_three_pages_are_right() -> None:
    pages = [page(f"Here zonkwurst is used {n}.", f"{n}.md") for n in range(3)]
    context = context_of(pages)
    assert all(not findings for _, findings in check_articles(pages, context, Progress()))
    assert words_of_many_pages(prose_of(one.text) for one in pages[:2]) == set()


def test_names_in_the_front_matter_are_right() -> None:
    assert words("---\nowner: Xylander Qorbach\n---\nAsk Xylander or Qorbach's team.") == []


def test_suggestions_name_the_word_that_was_meant() -> None:
    speller = Speller(["zonkwurst"])
    assert speller.knows("Zonkwurst's")
    assert "possible" in speller.suggest("possbile")
    assert "Successfully" in speller.suggest("Succesfully")


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("We utilize it.", "plain-language", "say 'use'"),
        ("Do it in order to win.", "plain-language", "say 'to'"),
        ("word " * 31 + ".", "long-sentence", "31 words"),
        ("The disk was deleted.", "passive", "was deleted"),
        ("It is made by the server.", "passive", "is made by"),
        ("The QXZ is down.", "abbreviation", "'QXZ' is not explained"),
        ("[x](nowhere.md)", "broken-link", "'nowhere.md' leads nowhere"),
        ("[[Nowhere]]", "broken-link", "'Nowhere' leads nowhere"),
        ("[x](#no-such)", "broken-link", "no heading 'no-such'"),
        ("[r]: nowhere.md", "broken-link", "leads nowhere"),
        ('<img width=30 src="gone.png">', "broken-link", "'gone.png' leads nowhere"),
    ],
)
def test_each_kind_of_advice_is_given(text: str, kind: str, part: str) -> None:
    assert [part in one.message for one in findings(text, kind)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "The quality check (QXZ) fails. QXZ again.",
        "QXZ (quality check) fails.",
        "The API and the URL.",
        "STOP ALL SERVERS NOW",
        "The server is ready. You need speed.",
        "# Here\n[x](#here) and [itself](page.md)",
        "Here\n====\n\nThere\n-----\n\n[x](#here) [y](#there)",
        '<a name="Spot"></a>\n\n<h2 id=two>Two</h2>\n\n[x](#Spot) [y](#two) [z](#top)',
        "# Here {#own}\n[x](#own)",
        "A note[^1].\n\n[^1]: See the log.\n",
        "[INFO]: server is up",
        "[[See the page|Page]]",
        "# Here\n| [[page\\|Alias]] | [[page#^block]] |",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_a_part_with_nothing_but_hints_is_told() -> None:
    parts = ("Symptom", "Impact", "Checks", "Steps", "Verification", "Rollback", "Escalation")
    text = "---\nkind: runbook\n---\n" + "".join(f"## {part}\n\nText.\n\n" for part in parts)
    text += "## Sign-off\n\n<!-- Who must agree? -->\n\n- [ ] \n"
    found = findings(text)
    assert [(one.line, one.kind) for one in found] == [(32, "empty-part")]
    assert found[0].message == "The part 'Sign-off' says nothing yet."


def test_an_article_past_its_date_is_told_on_the_line_of_the_date() -> None:
    text = "---\nstate: verified\nverify_by: 2020-01-01\n---\nText.\n"
    assert [(one.line, one.kind) for one in findings(text)] == [(3, "stale")]
    assert findings(text.replace("verified", "retired")) == []
    assert findings(text.replace("2020", "2999")) == []


def test_a_complete_runbook_has_no_findings() -> None:
    assert findings(RUNBOOK) == []


def test_a_missing_part_is_named_and_other_usual_headings_count() -> None:
    cut = RUNBOOK.replace("## Impact", "## Something").replace("## Checks", "## Diagnosis")
    assert [one.message for one in findings(cut, "missing-part")] == [
        "A runbook needs a part 'Impact'."
    ]


def test_a_step_that_says_no_result_is_pointed_at() -> None:
    cut = RUNBOOK.replace("   Expect: fewer errors.\n", "")
    assert [one.line for one in findings(cut, "no-expected-result")] == [34]


def test_a_changing_command_without_a_way_back_is_pointed_at() -> None:
    cut = RUNBOOK.replace("Set the limit back.", "").replace("## Rollback", "## Other")
    found = findings(cut, "no-rollback")
    assert [(one.line, "kubectl rollout restart" in one.message) for one in found] == [(30, True)]
    harmless = cut.replace("rollout restart deployment/model", "get pods")
    assert findings(harmless, "no-rollback") == []


def test_two_articles_with_one_id_are_both_told() -> None:
    pair = [page("---\nid: A\n---\n", "x.md"), page("---\nid: A\n---\n", "y.md")]
    checked = check_articles(pair, context_of(pair), Progress())
    assert [[one.kind for one in found] for _, found in checked] == [["duplicate-id"]] * 2


def test_a_wrong_date_and_malformed_front_matter_are_told_with_their_line() -> None:
    assert findings("---\na: 1\nverify_by: 2026-13-40\n---\n", "wrong-date")[0].line == 3
    assert findings("---\na: [\n---\n", "front-matter")[0].line == 2


def test_reading_ease_is_kincaids_formula() -> None:
    reading = reading_of(prose_of("The cat sat on the mat. The dog ran to the cat."))
    assert reading.words == 12
    assert reading.words_a_sentence == 6
    assert reading.grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert reading_of(prose_of("")).words == 0


def test_a_page_that_is_hard_to_read_is_told() -> None:
    sentence = (
        "Organizational characteristics necessarily influence implementation considerations. "
    )
    assert len(findings(sentence * 20, "hard-to-read")) == 1


def test_a_page_of_ten_megabytes_is_read_and_cut() -> None:
    line = "The server is ready and answers all requests in time, as it should.\n\n"
    article = page("# Long\n\n" + line * 150_000)
    assert len(article.text) > 10_000_000
    assert max(len(one.text.split()) for one in article.document().sections()) <= 180
