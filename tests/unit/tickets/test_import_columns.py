"""CSV exports of helpdesks: their headers, stamps, tags and comments."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.tickets.test_importers import load, utc
from workbench.tickets.importing.formats.plain_csv import suggest_mapping
from workbench.tickets.importing.stamps import StampReader

BASE = {"id": "1", "created": "2026-03-02 09:00"}


@pytest.mark.parametrize(
    ("header", "field", "column"),
    [
        ("Ticket ID,Subject,Full name,Title,Created time", "title", "Subject"),
        ("Ticket ID,Subject,Full name,Title,Created time", "reporter", "Full name"),
        ("Ticket ID,Resolved time,Closed time,Last update time", "updated", "Last update time"),
        ("Ticket ID,Resolved time,Closed time,Last update time", "resolved", "Resolved time"),
        ("Ticket ID,Ticket name,Create date,Close date,Ticket owner", "assignee", "Ticket owner"),
        ("Ticket ID,Ticket name,Create date,Close date,Ticket owner", "created", "Create date"),
        ("ID,Title,Creator,Created,Completed", "resolved", "Completed"),
        ("Title,Issue ID,Created At (UTC),Closed At (UTC)", "closed", "Closed At (UTC)"),
        ("number,title,createdAt,closedAt,updatedAt", "created", "createdAt"),
        ("id,instance_url,key,summary,created_date,assignee_name", "id", "key"),
        ("id,instance_url,key,summary,created_date,assignee_name", "assignee", "assignee_name"),
        ("Ticketnummer;Betreff;Melder;Bearbeiter;Erstellt am;Gelöst", "created", "Erstellt am"),
        ("Vorgangsschlüssel;Zusammenfassung;Zugewiesen an", "assignee", "Zugewiesen an"),
        ("Numéro;Objet;Statut;Demandeur;Assigné à;Créé le;Résolu", "assignee", "Assigné à"),
        ("NUMERO;SUJET;ETAT;CREE LE", "created", "CREE LE"),
    ],
)
def test_the_columns_of_many_helpdesks_are_known(header: str, field: str, column: str) -> None:
    names = tuple(header.split(";" if ";" in header else ","))
    assert suggest_mapping(names, {})[field] == column


def test_repeated_columns_and_comments_can_be_mapped(tmp_path: Path) -> None:
    text = (
        "No,Head,Note,Note,Mark,Mark\n"
        '1,x,"02/Mar/26 9:00 AM;bob;done; really",see a; b; c,gpu,"api,gpu"\n'
    )
    mapping = {"id": "No", "title": "Head", "comment": "Note", "labels": "Mark"}
    done, tickets = load(tmp_path, "x.csv", text, mapping=mapping, format="csv")
    comments = [(c.author, c.body) for c in tickets["1"].comments]
    assert comments == [("bob", "done; really"), (None, "see a; b; c")]
    assert tickets["1"].labels == ("gpu", "api")
    assert "unreadable stamps" not in {guess.field for guess in done.guesses}


@pytest.mark.parametrize(
    ("header", "labels"),
    [("Id,Requester,Subject,Tags,Via,Ticket type", ("vip", "urgent")),
     ("Id,Requester,Subject,Tags,Source,Type", ("vip urgent",))],
)  # fmt: skip
def test_tags_are_parted_by_spaces_only_where_they_hold_none(
    tmp_path: Path, header: str, labels: tuple[str, ...]
) -> None:
    _, tickets = load(tmp_path, "x.csv", f"{header}\n1,Anna,Help,vip urgent,Mail,Question\n")
    assert tickets["1"].labels == labels


def test_an_account_in_a_comment_is_the_person_beside_it(tmp_path: Path) -> None:
    text = (
        "Summary,Issue key,Reporter,Reporter Id,Created,Comment\n"
        "s,A-1,Anna,712:a,12/Mar/24 9:00 AM,12/Mar/24 9:30 AM;712:a;any news?\n"
    )
    assert load(tmp_path, "x.csv", text)[1]["A-1"].comments[0].author == "Anna"


@pytest.mark.parametrize(
    ("stamp", "read"),
    [
        ("202603020900", utc(2026, 3, 2, 9)), ("20260302090001", utc(2026, 3, 2, 9, 0, 1)),
        ("1772442000000", utc(2026, 3, 2, 9)), ("12/marras/24 9:41 AM", utc(2024, 11, 12, 9, 41)),
        ("12/maalis/24 9:41 AM", utc(2024, 3, 12, 9, 41)), ("12/xyz/24 9:41 AM", None),
        ("12/févr./24 9:41 AM", utc(2024, 2, 12, 9, 41)), ("12/mag/24", utc(2024, 5, 12)),
        ("12/jui/24", None), ("Mon Mar 02 09:00:00 2026", utc(2026, 3, 2, 9)),
        ("Mon Mar 02 2026 09:00:00 GMT+0100 (CET)", utc(2026, 3, 2, 8)),
        ("0001-01-01T00:00:00Z", None), ("9999-12-31", None), ("Not set", None),
        ("2026-03-02" + " " * 100_000 + "x", None), ("1" * 100_000, None),
    ],
)  # fmt: skip
def test_stamps_are_read_in_many_forms_or_not_at_all(stamp: str, read: datetime | None) -> None:
    assert StampReader().read(stamp) == read


def test_dates_of_two_digits_may_begin_with_the_year(tmp_path: Path) -> None:
    text = "id,title,created\n1,a,26/03/06 9:41 AM\n2,b,26/05/27 9:41 AM\n"
    done, tickets = load(tmp_path, "x.csv", text)
    assert tickets["1"].created == utc(2026, 3, 6, 9, 41)
    assert {g.field: g.choice for g in done.guesses}["date order"] == "year first"
    _, said = load(tmp_path, "y.csv", text, date_order="dmy")
    assert said["1"].created == utc(2006, 3, 26, 9, 41)


def test_in_german_the_author_reported_and_the_creator_may_be_a_program(tmp_path: Path) -> None:
    text = "Schlüssel,Zusammenfassung,Autor,Ersteller,Komponenten\nIT-8,x,Eva,Mail-Bot,Druck\n"
    _, said = load(tmp_path, "g.csv", text)
    assert (said["IT-8"].reporter, said["IT-8"].category) == ("Eva", "Druck")


def test_a_view_of_zendesk_says_requested_for_created(tmp_path: Path) -> None:
    text = "Id,Subject,Requester,Requested,Status\n44,Hello,Cust,2026-03-09 08:00,Open\n"
    _, said = load(tmp_path, "z.csv", text)
    assert said["44"].created == utc(2026, 3, 9, 8, 0)


def test_that_comments_are_taken_for_public_is_said_as_for_jira(tmp_path: Path) -> None:
    done, _ = load(tmp_path, "c.csv", "id,title,comment\n1,x,hello\n")
    assert "comments" in [guess.field for guess in done.guesses]
