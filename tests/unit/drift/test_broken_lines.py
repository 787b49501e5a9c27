"""Delimited texts with broken lines: nothing is lost in silence, and nothing else is lost."""

import pytest

from tests.unit.drift.making import complaint, run
from workbench.cli.main import main
from workbench.core.progress import Progress
from workbench.drift.engine import engine
from workbench.drift.tables import open_table

HEAD = "a,b,c\n"


def rows(first: int, last: int) -> str:
    return "".join(f"{number},{number % 7},x\n" for number in range(first, last))


def quoted_rows(first: int, last: int) -> str:
    return "".join(f'{number},{number % 7},"x"\n' for number in range(first, last))


def read(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(encoding))
    with engine(Progress()) as running:
        table = open_table(running, file)
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        found = running.rows(f"SELECT {names} FROM {table.source} ORDER BY file_row_number")
        return found, list(table.notes)


@pytest.mark.parametrize("made", [rows, quoted_rows])
@pytest.mark.parametrize("broken", ['1,2,"x\n', '1,"2,x\n', '"1,2,x\n', '1,2,"x",4,5\n'])
def test_one_broken_line_costs_one_line(tmp_path, made, broken) -> None:
    found, notes = read(tmp_path, HEAD + made(0, 99) + broken + made(99, 4_000))
    assert len(found) == 4_000
    assert found[99] == ("99", "1", "x")
    assert notes == [
        "t.csv: 1 line could not be read; the first is line 101; the other 4,000 rows are used."
    ]


@pytest.mark.parametrize("second", ['1,2,"x\n', '1,x",2\n'])
def test_two_quotes_that_seem_to_belong_together_do_not_swallow_the_rows_between(
    tmp_path, second
) -> None:
    text = HEAD + rows(0, 10) + '1,"2,x\n' + rows(10, 20) + second + rows(20, 30)
    found, notes = read(tmp_path, text)
    assert [row[0] for row in found if row[1] != "2,x"][:30].count("15") == 1
    assert "line 12" in notes[0]


def test_the_last_line_may_be_the_broken_one(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + rows(0, 10) + '1,"2,x')
    assert len(found) == 10
    assert "1 line could not be read; the first is line 12" in notes[0]


@pytest.mark.parametrize(
    "cell",
    [
        '"one\ntwo\nthree"',
        '"Dear you,\n\nyes, no, or both.\nBye"',
        '"said ""yes"" and\n""no"""',
        '5" pipe',
        ' "x, y" ',
    ],
)
def test_what_is_no_broken_line_stays_as_it_is(tmp_path, cell) -> None:
    found, notes = read(tmp_path, HEAD + f"1,2,{cell}\n" * 20 + rows(0, 20))
    assert (len(found), notes) == (40, [])
    broken, notes = read(tmp_path, HEAD + f"1,2,{cell}\n" * 20 + '1,"2,x\n' + rows(0, 20))
    assert broken == found
    assert "1 line" in notes[0]


def test_empty_cells_beyond_the_header_are_no_loss(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + '1,2,3,\n1,2,"x",,\n' * 10)
    assert (found, notes) == ([("1", "2", "3"), ("1", "2", "x")] * 10, [])


def test_backslashes_before_quotes_cost_no_row(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + rows(0, 5) + '1,"say \\"hi\\"",3\n')
    assert (found[5][0], found[5][2], notes) == ("1", "3", [])


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_broken_lines_are_found_in_every_encoding(tmp_path, encoding) -> None:
    found, notes = read(tmp_path, HEAD + rows(0, 9) + '1,"2,ä\n' + "1,2,ä\n" * 5, encoding)
    assert [row[2] for row in found] == ["x"] * 9 + ["ä"] * 5
    assert "the first is line 11" in notes[-1]


def test_a_text_that_is_latin_1_far_in_keeps_its_rows(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + rows(0, 200_000) + "1,2,ä\n" * 5, "latin-1")
    assert (len(found), found[-1][2]) == (200_005, "ä")
    assert notes == ["t.csv: not UTF-8 throughout, read as Latin-1."]


def test_a_line_too_long_to_be_one_is_left_out_and_said(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + "1,2," + "x" * 5_000_000 + "\n" + rows(0, 9))
    assert (len(found), "the first is line 2" in notes[0]) == (9, True)


def test_a_quote_that_is_not_closed_early_in_a_big_file_is_found(tmp_path) -> None:
    found, notes = read(tmp_path, HEAD + rows(0, 3) + '1,2,"x\n' + rows(3, 90_000))
    assert (len(found), "the first is line 5" in notes[0]) == (90_000, True)


@pytest.mark.parametrize("length", [100, 90_000])
def test_a_header_with_a_quote_that_is_not_closed_is_said(tmp_path, capsys, length) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b,"c\n' + rows(0, length))
    assert "header" in complaint(capsys, "drift", "compare", str(file), str(file))


def test_a_table_of_which_most_lines_do_not_fit_is_no_table(tmp_path, capsys) -> None:
    file = tmp_path / "t.csv"
    file.write_text("A report\n" + rows(0, 20))
    said = complaint(capsys, "drift", "compare", str(file), str(file))
    assert "t.csv: 20 of 20 lines fit no row of 1 column" in said
    assert "line 2" in said


@pytest.mark.parametrize("verb", ["compare", "counts", "stream", "control", "skew", "monitor"])
def test_every_verb_says_which_lines_it_could_not_read(tmp_path, capsys, verb) -> None:
    file = tmp_path / "t.csv"
    lines = [f"2026-01-{1 + n // 24:02d}T{n % 24:02d}:00:00Z,{n},{n % 7}" for n in range(480)]
    file.write_text("\n".join(["time,n,x", *lines[:99], '2026-01-05,"1,2', *lines[99:]]))
    rules = tmp_path / "rules.toml"
    rules.write_text('time = "time"\n[[rule]]\nname = "r"\ncolumn = "x"\nthreshold = 9\n')
    asked = {
        "compare": [file, file],
        "counts": [file, file],
        "stream": [file, "--column", "x"],
        "control": [file, "--column", "x"],
        "skew": [file, file, "--key", "n"],
        "monitor": [rules, file],
    }[verb]
    words = "t.csv: 1 line could not be read; the first is line 101"
    assert words in run(capsys, "drift", verb, *map(str, asked))["notes"][0]
    main(["drift", verb, *map(str, asked), "--json"])
    assert words in capsys.readouterr().err
    main(["drift", verb, *map(str, asked)])
    assert words in capsys.readouterr().out
