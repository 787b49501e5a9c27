"""What an import assumes, leaves out or cannot place is named, and what can be kept is kept."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.tickets.test_import_again import put
from tests.unit.tickets.test_importers import utc
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.storage.workspace import Workspace
from workbench.tickets.desk import Desk
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.importer import ImportOptions
from workbench.tickets.importing.into_store import Imported, import_paths
from workbench.tickets.store import TicketStore
from workbench.tickets.vocabulary import known_state


def guess(done: Imported, field: str) -> str:
    """The choice and reason of the last guess of a field; the first may name its column."""
    found = [one for one in done.guesses if one.field == field][-1]
    return f"{found.choice}: {found.why}"


def test_an_unknown_status_is_taken_as_open_and_named(tmp_path: Path) -> None:
    done, found = put(tmp_path, "id,title,status\n1,a,Qwertz\n2,b,Closed\n3,c,Qwertz\n")
    assert [found[name].state for name in "123"] == ["open", "closed", "open"]
    assert guess(done, "status") == "open: of 2 tickets it is no known word: 'Qwertz'"


@pytest.mark.parametrize(
    ("status", "state"),
    [("Zamknięte", "closed"), ("Закрыт", "closed"), ("Решено", "resolved"), ("完了", "resolved"),
     ("已关闭", "closed"), ("クローズ", "closed"), ("対応中", "open"), ("ベンダー待ち", "waiting"),
     ("해결됨", "resolved"), ("Lezárva", "closed"), ("Stängd", "closed"), ("Kapalı", "closed"),
     ("Lukket", "closed"), ("Løst", "resolved"), ("Не решено", "open"), ("未解決", "open"),
     ("Nie rozwiązane", "open"), ("Čeká na zákazníka", "waiting"), ("Handled", "resolved")],
)  # fmt: skip
def test_statuses_in_more_languages(status: str, state: str) -> None:
    assert known_state(status) == state


def test_priorities_that_are_numbers_are_named(tmp_path: Path) -> None:
    done, found = put(tmp_path, "id,title,priority\n1,a,4\n2,b,High\n")
    assert found["1"].level == "P4"
    assert guess(done, "priority").startswith("1 is the most urgent: of 1 ticket")


def test_a_row_with_too_few_cells_is_named(tmp_path: Path) -> None:
    done, found = put(tmp_path, "id,title,created,status\n1,a,2024-03-12,closed\n2,b,2024-03-1")
    assert len(found) == 2
    assert "row 2 has 3; the file may be cut off" in guess(done, "missing cells")


def test_texts_that_a_spreadsheet_cut_are_named(tmp_path: Path) -> None:
    whole, cut, long = "a" * 32_766, "b" * 32_767, "c" * 32_768
    lines = [f"{n},t,{body}" for n, body in enumerate([whole, cut, long, cut])]
    done, found = put(tmp_path, "\n".join(["id,title,description", *lines]))
    assert [len(found[name].body) for name in "0123"] == [32_766, 32_767, 32_768, 32_767]
    assert guess(done, "long texts").endswith("32,767 characters in rows 2, 4")
    done, _ = put(tmp_path, "\n".join(["id,title,description", lines[0], lines[2]]))
    assert not any(one.field == "long texts" for one in done.guesses)


def test_the_header_once_more_is_no_ticket(tmp_path: Path) -> None:
    done, found = put(tmp_path, "id,title\n1,a\nid,title\n2,b\n")
    assert list(found) == ["1", "2"]
    assert [(one.row, one.reason) for one in done.rejected] == [(2, "it is the header once more")]


def test_a_huge_count_is_none(tmp_path: Path) -> None:
    _, found = put(tmp_path, "id,title,reopen count\n1,a,9999999999999999999999999\n2,b,3\n")
    assert (found["1"].reopened, found["2"].reopened) == (None, 3)


def test_another_export_with_the_same_ids_is_named_even_without_texts_and_times(
    tmp_path: Path,
) -> None:
    put(tmp_path, "id,title,status\n1,Printer broken,open\n")
    done, _ = put(tmp_path, "id,title,status\n1,Cannot log in,closed\n")
    assert "1 ticket with another title" in guess(done, "rewritten")
    done, _ = put(tmp_path, "id,title,status\n1,Cannot log in here,closed\n")
    assert [one.field for one in done.guesses if one.field == "rewritten"] == []


def test_the_same_id_from_another_source_is_named(tmp_path: Path) -> None:
    put(tmp_path, "id,title\nX-1,Slow\n")
    done, found = put(tmp_path, "Issue key,Summary,Status\nX-1,Slow,Open\n")
    assert set(found) == {"X-1", "jira:X-1"}
    assert "here from another source too: X-1" in guess(done, "same id")
    done, _ = put(tmp_path, "Issue key,Summary,Status\nX-1,Slow,Open\n")
    assert done.unchanged == 1
    assert "same id" not in {one.field for one in done.guesses}


def test_a_youtrack_csv_is_not_taken_for_jira(tmp_path: Path) -> None:
    done, found = put(
        tmp_path,
        "Project,Issue Id,Summary,Reporter,Created,Priority,Type,State,Assignee,Tags\n"
        'AI,AI-17,bad,Bob,12 Mar 2024 09:41,Critical,Bug,Fixed,Ana,"gpu, vip"\n',
    )
    ticket = found["AI-17"]
    assert done.formats == ("csv",)
    assert (ticket.state, ticket.kind, ticket.labels) == ("resolved", "Bug", ("gpu", "vip"))


def test_what_no_field_takes_stays_readable(tmp_path: Path) -> None:
    _, found = put(
        tmp_path,
        "id,title,status,created,resolved\n1,a,open,half past,2024-03-13\n2,b,open,2024-03-12,\n",
    )
    assert found["1"].other == {"created": "half past", "resolved": "2024-03-13"}
    assert found["2"].other == {}
    _, found = put(
        tmp_path,
        "Issue key,Summary,Status,Component/s,Component/s,Custom field (Category)\n"
        "J-1,a,Open,C1,C2,\nJ-2,b,Open,C1,C2,billing\n",
    )
    assert (found["J-1"].category, found["J-1"].other["components"]) == ("C1", "C2")
    assert (found["J-2"].category, found["J-2"].other["components"]) == ("billing", "C1; C2")


def test_two_years_do_not_make_the_day_a_year(tmp_path: Path) -> None:
    _, found = put(
        tmp_path,
        "Summary,Issue key,Status,Created\na,X-1,Open,12/03/25 9:41\nb,X-2,Open,12/11/26 9:41\n",
    )
    assert found["X-1"].created == utc(2025, 3, 12, 9, 41)


@pytest.mark.parametrize(
    "stamp",
    ["12/03/2024 9:41 a. m.", "12 mars 2024 à 09:41", "12 de marzo de 2024 9:41",
     "12.03.2024 um 09:41 Uhr", "March 12, 2024 at 9:41 AM"],
)  # fmt: skip
def test_stamps_as_people_write_them(stamp: str, tmp_path: Path) -> None:
    _, found = put(tmp_path, f'id;title;created\n1;a;"{stamp}"\n')
    assert found["1"].created == utc(2024, 3, 12, 9, 41)


def test_a_csv_without_zones_moves_no_time_and_opens_no_comment(tmp_path: Path) -> None:
    comment = {"body": "secret", "author": {"displayName": "Ana"}, "jsdPublic": False,
               "created": "2024-03-12T09:50:00.000+0100"}  # fmt: skip
    issue = {"key": "A-1", "fields": {
        "summary": "t", "status": {"name": "Open"}, "created": "2024-03-12T09:41:07.000+0100",
        "updated": "2024-03-12T10:00:00.000+0100", "comment": {"comments": [comment]}}}  # fmt: skip
    _, before = put(tmp_path, json.dumps([issue]))
    table = (
        "Summary,Issue key,Status,Created,Updated,Comment,Comment\n"
        "t,A-1,Done,12/Mar/24 9:41 AM,13/Mar/24 9:00 AM,12/Mar/24 9:50 AM;ana;secret,"
        "12/Mar/24 11:00 AM;ana;done\n"
    )
    done, after = put(tmp_path, table)
    one, was = after["A-1"], before["A-1"]
    assert one.created == was.created
    assert one.state == "resolved"
    assert one.comments[0] == was.comments[0]
    assert one.updated == utc(2024, 3, 13, 8) + timedelta(seconds=7)
    assert one.comments[1].time == utc(2024, 3, 12, 10) + timedelta(seconds=7)
    assert guess(done, "comments").startswith("public")
    again, _ = put(tmp_path, table)
    assert again.changed == 0


def test_a_folder_is_imported_without_its_other_files_which_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "users.json").write_text('[{"email": "a@x.example"}]')
    (folder / "tickets.csv").write_text("id,title\n1,a\n,b\n")
    (folder / "later.csv").write_text("id,title\n2,c\n")
    with closing(Workspace(tmp_path / "ws")) as workspace:
        done = import_paths(TicketStore(workspace.database), [folder], BUILT_IN)
    assert done.added == 2
    assert guess(done, "users.json").startswith("left out: ")
    assert [one.reason for one in done.rejected] == ["tickets.csv: it has no id"]


def test_where_a_later_file_fails_the_earlier_is_said_and_findable(tmp_path: Path) -> None:
    good, cut = tmp_path / "good.csv", tmp_path / "cut.csv"
    good.write_text("id,title,body\n1,Frobnicator,turned\n")
    cut.write_text("id,title\n")
    with closing(Workspace(tmp_path / "ws")) as workspace:
        desk = Desk(workspace)
        with pytest.raises(UserError, match=r"cut.csv holds no tickets. Imported before it: good"):
            desk.import_files([good, cut], BUILT_IN, "auto", ImportOptions(), Progress())
        found = desk.triage([desk.store.get("1")])
        assert desk.store.count() == 1
        assert found[0].similar == ()
        rows = workspace.database.connection().execute("SELECT key FROM document").fetchall()
    assert [row[0] for row in rows] == ["1"]


def test_nothing_is_imported_where_a_file_is_in_no_known_format(tmp_path: Path) -> None:
    good, other = tmp_path / "good.csv", tmp_path / "other.json"
    good.write_text("id,title\n1,a\n")
    other.write_text('[{"email": "a@x.example"}]')
    with closing(Workspace(tmp_path / "ws")) as workspace:
        store = TicketStore(workspace.database)
        with pytest.raises(UserError, match="no ticket format"):
            import_paths(store, [good, other], BUILT_IN)
        assert store.count() == 0
        with pytest.raises(UserError, match="is JSON, and jira-csv is a format of tables"):
            import_paths(store, [other], BUILT_IN, name="jira-csv")


def test_tickets_may_come_after_records_of_other_things(tmp_path: Path) -> None:
    user = {"result_type": "user", "id": 9, "name": "Ana"}
    ticket = {"result_type": "ticket", "id": 1, "subject": "Slow", "status": "open",
              "created_at": "2024-03-12T09:41:00Z", "url": "https://a.zendesk.com/api/v2/tickets/1",
              "description": "x", "requester_id": 9}  # fmt: skip
    done, found = put(tmp_path, json.dumps({"results": [user, ticket], "count": 2}))
    assert done.formats == ("zendesk-json",)
    assert found["1"].title == "Slow"


def test_a_lost_nul_byte_is_left_out_and_named(tmp_path: Path) -> None:
    for title in ("a\0b", "x" * 70_000 + "\0b"):
        done, found = put(tmp_path, f"id,title\n1,{title}\n")
        assert found["1"].title == title.replace("\0", "")
        assert guess(done, "NUL bytes") == "left out: in 1 line"
    with pytest.raises(UserError, match="not a text file"):
        put(tmp_path, "id,\x01\x02\0\0\0\0title\n")
