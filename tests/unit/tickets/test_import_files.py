"""Files as they come: compressed, damaged, in other encodings, with broken quotes."""

import bz2
import io
import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from tests.unit.tickets.test_importers import load, utc
from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.store import TicketStore

ROWS = "id,title,status,created\n" + "".join(
    f"{n},ticket {n * 7919 % 1009},Open,2026-03-02 09:00\n" for n in range(300)
)
ISSUE = {"key": "A-1", "fields": {"summary": "Müller"}}


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def bad_checksum(name: str, content: bytes) -> bytes:
    whole = bytearray(zipped((name, content)))
    whole[whole.find(content) + 3] ^= 1
    return bytes(whole)


ZST = zstandard.ZstdCompressor().compress(ROWS.encode())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zst", ZST[: len(ZST) // 2], "cut off or damaged"),
        ("a.zst", ZST[:-1], "cut off or damaged"),
        ("a.zst", b"\x28\xb5\x2f\xfdgarbagegarbage", "cut off or damaged"),
        ("a.bz2", bz2.compress(ROWS.encode())[:-20], "cut off or damaged"),
        ("a.zip", bad_checksum("a.csv", ROWS.encode()), "cut off or damaged"),
        ("a.zip", bad_checksum("a.json", json.dumps([ISSUE]).encode()), "cut off or damaged"),
        ("a.xlsx", zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), "CSV"),
        ("a.json", b"{}", "holds no tickets"),
        ("a.json", b'{"result": []}', "holds no tickets"),
        ("a.json", b"[" * 400 + b'{"key":"A-1","fields":{}}' + b"]" * 400, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UserError) as refused:
        load(tmp_path, name, content)
    assert said in f"{refused.value.what} {refused.value.next_step}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zst", zstandard.ZstdCompressor().compress(ROWS[:5000].encode())
         + zstandard.ZstdCompressor().compress(ROWS[5000:].encode())),
        ("a.zip", zipped(("a.csv", ROWS.encode()), ("__MACOSX/._a.csv", b"\0\5\x16\7"))),
        ("a.csv", ROWS.encode("utf-16")),
        ("a.csv", ROWS.encode("utf-16-le")),
        ("a.csv", b"\n" + ROWS.encode()),
        ("a.csv", b"sep=;\r\n" + ROWS.replace(",", ";").encode()),
        ("a.csv", b"sep=,\n" + ROWS.encode()),
    ],
)  # fmt: skip
def test_every_wrapping_holds_the_same_tickets(tmp_path: Path, name: str, content: bytes) -> None:
    done, tickets = load(tmp_path, name, content)
    assert (done.added, done.rejected) == (300, ())
    assert tickets["299"].created == utc(2026, 3, 2, 9)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_json_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    content = json.dumps([ISSUE], ensure_ascii=False).encode(encoding)
    assert load(tmp_path, "a.json", content)[1]["A-1"].title == "Müller"


def test_one_bad_byte_leaves_the_other_letters_as_they_are(tmp_path: Path) -> None:
    issues = [ISSUE, {"key": "A-2", "fields": {"summary": "bad X here"}}]
    content = json.dumps(issues, ensure_ascii=False).encode().replace(b"X", b"\xc3")
    done, tickets = load(tmp_path, "a.json", content)
    assert tickets["A-1"].title == "Müller"
    assert [guess.choice for guess in done.guesses if guess.field == "encoding"] == ["UTF-8"]


def test_half_a_character_is_replaced_and_named(tmp_path: Path) -> None:
    text = r'[{"key":"A-1","fields":{"summary":"cut \ud83d, whole \ud83d\ude00, \\ud83d"}}]'
    done, tickets = load(tmp_path, "a.json", text)
    assert tickets["A-1"].title == "cut \ufffd, whole \U0001f600, \\ud83d"
    assert "text" in {guess.field for guess in done.guesses}


def test_json_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    lines = [json.dumps({"key": f"A-{n}", "fields": {"summary": "a\u2028b\x85c"}},
                        ensure_ascii=False) for n in range(3)]  # fmt: skip
    assert len(load(tmp_path, "a.jsonl", "\n".join(lines))[1]) == 3


@pytest.mark.parametrize(
    ("rows", "kept", "rejected", "named"),
    [
        (['1,a,Open', '2,"b,Open', '3,c,Open', '4,d,Open'], "1234", [], ["line 3"]),
        (['1,a,Open', '2,"b,Open', '3,c,Open', '4,"d",Open', '5,e,Open'], "12345", [], ["line 3"]),
        (['1,a,Open', '2,"b,Open', '3,19",Open', '4,d'], "1234", [], ["line 3"]),
        (['1,""",Open', '2,""",Open', '3,d,Open', '4,d'], "1234", [], ["line 2"]),
        (['1,a,Open', '2,c,"Open'], "12", [], ["line 3"]),
        (['1,a,Open', '"x, y ""z,2,b,Open', '3,c,Open'], "13", ["line 3"], []),
        (['1,"two\nlines",Open', '2,b,Open'], "12", [], []),
        (['1,"said\n""a,b,c""\nand left",Open', '2,b,Open'], "12", [], []),
        (['1,"a, b', 'c, d",Open', '2,"x,y,z', 'p,q,r",Open'], "12", [], []),
        (['1,he "said" so,Open', '2,"b" c,Open'], "12", [], []),
    ],
)  # fmt: skip
def test_a_quote_that_is_not_closed_swallows_no_rows(
    tmp_path: Path, rows: list[str], kept: str, rejected: list[str], named: list[str]
) -> None:
    done, tickets = load(tmp_path, "a.csv", "\n".join(["id,title,status", *rows, ""]))
    assert sorted(tickets) == list(kept)
    assert [line in item.reason for item, line in zip(done.rejected, rejected, strict=True)] == [
        True
    ] * len(rejected)
    why = [guess.why for guess in done.guesses if guess.field == "quotes"]
    assert [line in text for text, line in zip(why, named, strict=True)] == [True] * len(named)


def test_a_zip_of_several_exports_is_read_as_a_folder_of_them(tmp_path: Path) -> None:
    files = (("a.csv", ROWS.encode()), ("jira/b.json", json.dumps([ISSUE]).encode()),
             ("/c/../d.json", json.dumps([ISSUE | {"key": "A-2"}]).encode()),
             ("README.txt", b"About these files."), ("__MACOSX/._a.csv", b"\0"))  # fmt: skip
    done, tickets = load(tmp_path, "all.zip", zipped(*files))
    assert (done.added, tickets["A-1"].title, tickets["A-2"].title) == (302, "Müller", "Müller")
    left_out = {guess.field: guess.why for guess in done.guesses if guess.choice == "left out"}
    assert list(left_out) == ["README.txt"]
    assert "all.zip/README.txt is in no ticket format" in left_out["README.txt"].replace("\\", "/")


def test_a_file_that_is_no_json_is_left_out_of_a_named_json_format(tmp_path: Path) -> None:
    files = (("README.txt", b"About."), ("b.json", json.dumps([ISSUE]).encode()))
    done, _ = load(tmp_path, "all.zip", zipped(*files), format="jira-json")
    assert (done.added, [guess.field for guess in done.guesses]) == (1, ["README.txt"])


def test_a_damaged_file_in_a_zip_of_several_is_named(tmp_path: Path) -> None:
    whole = bytearray(zipped(("a.csv", ROWS.encode()), ("b.json", json.dumps([ISSUE]).encode())))
    whole[whole.find(b"A-1")] ^= 1
    done, tickets = load(tmp_path, "all.zip", bytes(whole))
    assert (len(tickets), [guess.field for guess in done.guesses if "b.json" in guess.why]) == (
        300, ["b.json"])  # fmt: skip


def test_a_zip_among_the_files_of_a_folder_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    issues = (("a.json", json.dumps([ISSUE]).encode()),
              ("b.json", json.dumps([ISSUE | {"key": "A-2"}]).encode()))  # fmt: skip
    (tmp_path / "in" / "deep" / "all.zip").write_bytes(zipped(*issues))
    with closing(Workspace(tmp_path / "ws")) as workspace:
        done = import_paths(TicketStore(workspace.database), [tmp_path / "in"], BUILT_IN)
    assert (done.added, done.guesses) == (2, ())


TABLE = "as seen:\n12,timeout,Open\n13,timeout,Open"


def test_a_table_pasted_into_a_cell_stays_in_it_where_the_file_is_consistent(
    tmp_path: Path,
) -> None:
    rows = f'id,status,title\n1,Open,a\n2,Open,"{TABLE}"\n3,Open,c\n'
    done, tickets = load(tmp_path, "a.csv", rows)
    assert (sorted(tickets), tickets["2"].title) == (["1", "2", "3"], TABLE)
    assert [(guess.choice, guess.why) for guess in done.guesses if guess.field == "quotes"] == [
        ("taken as they stand",
         "row 2: lines 3 to 5 are one row by their quotes, and rows without")
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["sep=,\n", "\n\n", "\ufeff"])
def test_what_stands_before_the_header_makes_no_file_inconsistent(
    tmp_path: Path, start: str
) -> None:
    rows = f'{start}id,status,title\n1,Open,a\n\n2,Open,"{TABLE}"\n'
    assert sorted(load(tmp_path, "a.csv", rows)[1]) == ["1", "2"]
