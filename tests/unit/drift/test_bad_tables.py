"""Tables nobody wants: each gives an answer or one clear sentence, in bounded memory."""

import bz2
import gzip
import json
import signal
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
import zstandard

from tests.unit.drift.making import complaint, peak_megabytes, run, write_csv, write_parquet
from workbench.core.progress import Progress
from workbench.drift.engine import watched

linux_only = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read from /proc"
)
COMPARE = """
import sys
from pathlib import Path
from workbench.drift.compare import compare
from workbench.drift.sides import Question
found = compare(Question(Path(sys.argv[1]), Path(sys.argv[2])))
print(*(f"{column.name}={column.state.value}" for column in found.columns))
"""


def compare(capsys, *arguments):
    return run(capsys, "drift", "compare", *(str(argument) for argument in arguments))


def column(found, name):
    return next(one for one in found["columns"] if one["name"] == name)


def normal(seed=1, rows=1000, mean=0.0):
    return np.random.default_rng(seed).normal(mean, 1, rows)


def test_a_reference_of_one_row_is_insufficient_data(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"x": [1.5], "k": ["a"]})
    theirs = write_csv(tmp_path / "b.csv", {"x": normal(), "k": ["b"] * 1000})
    found = compare(capsys, ours, theirs)
    assert {one["state"] for one in found["columns"]} == {"insufficient-data"}
    assert found["verdict"]["kind"] == "insufficient-data"


def test_a_constant_column_is_constant_until_it_moves(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"x": [3] * 500, "y": [3] * 500})
    theirs = write_csv(tmp_path / "b.csv", {"x": [3] * 500, "y": [4] * 500})
    found = compare(capsys, ours, theirs)
    assert column(found, "x")["state"] == "constant"
    assert column(found, "y")["drifted"]


def test_windows_without_a_value_are_unknown_and_not_ok(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"x": normal(rows=3000)})
    values = ["" if 1000 <= i < 2000 else v for i, v in enumerate(normal(2, 3000))]
    theirs = write_csv(tmp_path / "b.csv", {"x": values})
    found = compare(capsys, ours, theirs, "--windows", "500")
    states = [window["columns"][0]["state"] for window in found["windows"]]
    assert states[2] == "drifted"
    assert found["windows"][2]["columns"][0]["statistic"] == "missing"
    assert found["verdict"]["kind"] == "pipeline-fault"


def test_a_short_window_is_insufficient(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"x": normal(rows=2000)})
    theirs = write_csv(tmp_path / "b.csv", {"x": normal(2, 510)})
    found = compare(capsys, ours, theirs, "--windows", "500")
    assert [w["columns"][0]["state"] for w in found["windows"]] == ["ok", "insufficient-data"]


def test_missing_values_only_in_the_current_table_alarm(tmp_path, capsys):
    values = normal(2)
    holes = ["" if i % 10 < 3 else v for i, v in enumerate(values)]
    ours = write_csv(tmp_path / "a.csv", {"x": normal(), "y": normal(3)})
    theirs = write_csv(tmp_path / "b.csv", {"x": holes, "y": normal(4)})
    found = compare(capsys, ours, theirs)
    assert column(found, "x")["missing"] == {"reference": 0.0, "current": 0.3}
    assert column(found, "x")["statistic"] == "missing"
    assert column(found, "x")["drifted"]


def test_one_huge_value_does_not_collapse_psi(tmp_path, capsys):
    moved = normal(2, mean=0.8)
    moved[17] = 1e6
    ours = write_csv(tmp_path / "a.csv", {"x": normal()})
    theirs = write_csv(tmp_path / "b.csv", {"x": moved})
    assert column(compare(capsys, ours, theirs), "x")["psi"] > 0.2


def test_thousands_separators_and_decimal_commas_are_numbers(tmp_path, capsys):
    values = np.random.default_rng(1).integers(1000, 9_999_999, 400)
    english = [f"{value:,}" for value in values]
    german = [f"{value:,}".replace(",", ".") + ",5" for value in values]
    file = write_csv(tmp_path / "a.csv", {"english": english, "german": german})
    found = compare(capsys, file, file)
    assert [one["type"] for one in found["columns"]] == ["numeric", "numeric"]
    assert found["columns"][0]["ks"]["statistic"] == 0


def test_mixed_types_are_counted_and_said(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"x": normal()})
    mixed = [f"{v:.2f} kg" if i % 4 == 0 else v for i, v in enumerate(normal(2))]
    theirs = write_csv(tmp_path / "b.csv", {"x": mixed})
    verdict = compare(capsys, ours, theirs)["verdict"]
    assert verdict["kind"] == "pipeline-fault"


def test_duplicate_headers_and_quotes_in_names(tmp_path, capsys):
    file = tmp_path / "a.csv"
    rows = "\n".join(f'{v},{v},"{v}",{v}' for v in normal())
    file.write_text(f'a,a,"say ""hi"", \'you\'; DROP",select\n{rows}\n')
    found = compare(capsys, file, file)
    assert [one["name"] for one in found["columns"]] == [
        "a", "a (2)", "say \"hi\", 'you'; DROP", "select"]  # fmt: skip
    assert "second column" in found["notes"][0]
    assert {one["state"] for one in found["columns"]} == {"ok"}


def test_times_out_of_order_give_the_same_windows(tmp_path, capsys):
    time = [f"2026-01-{1 + i // 200:02d}T{i % 24:02d}:00:00Z" for i in range(2000)]
    table = {"time": np.array(time), "x": normal(rows=2000)}
    shuffled = np.random.default_rng(4).permutation(2000)
    ours = write_csv(tmp_path / "a.csv", table)
    theirs = write_csv(tmp_path / "b.csv", {name: v[shuffled] for name, v in table.items()})
    options = ("--windows", "1d")
    assert (
        compare(capsys, ours, theirs, *options)["windows"]
        == compare(capsys, ours, ours, *options)["windows"]
    )


@linux_only
def test_a_million_identifiers_are_said_and_do_not_fill_the_memory(tmp_path):
    rows = 1_000_000
    for name in ("a", "b"):
        ids = np.char.add(f"user-{name}-", np.arange(rows).astype(str))
        write_parquet(tmp_path / f"{name}.parquet", {"user": ids, "x": normal(rows=rows)})
    peak = peak_megabytes(COMPARE, str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet"))
    assert peak < 600


def test_many_categories_that_are_no_identifier_stay_bounded(tmp_path, capsys):
    generator = np.random.default_rng(2)
    names = [f"page-{number}" for number in np.minimum(generator.zipf(1.3, 30_000), 50_000)]
    ours = write_csv(tmp_path / "a.csv", {"page": names[:15_000]})
    theirs = write_csv(tmp_path / "b.csv", {"page": names[15_000:]})
    found = column(compare(capsys, ours, theirs), "page")
    assert "most frequent categories" in found["binning"]
    assert not found["drifted"]


@pytest.mark.parametrize("packed", ["gz", "bz2", "zip"])
def test_packed_tables_are_opened_in_place(tmp_path, capsys, packed):
    plain = write_csv(tmp_path / "a.csv", {"x": normal()})
    target = tmp_path / f"a.csv.{packed}"
    if packed == "zip":
        with zipfile.ZipFile(target, "w") as archive:
            archive.write(plain, "inside/a.csv")
    else:
        opener = gzip.open if packed == "gz" else bz2.open
        with opener(target, "wb") as file:
            file.write(plain.read_bytes())
    assert column(compare(capsys, plain, target), "x")["ks"]["statistic"] == 0


def test_json_lines_arrow_and_latin_1(tmp_path, capsys):
    import pyarrow as pa
    from pyarrow import ipc

    values = normal().tolist()
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join(json.dumps({"x": v, "k": "ä"}) for v in values))
    arrow = tmp_path / "a.arrow"
    data = pa.table({"x": values, "k": ["ä"] * 1000})
    with ipc.new_file(arrow, data.schema) as writer:
        writer.write_table(data)
    latin = tmp_path / "a.csv"
    latin.write_bytes(("x;k\n" + "\n".join(f"{v};ä" for v in values)).encode("latin-1"))
    for file in (arrow, latin):
        found = compare(capsys, lines, file)
        assert [one["drifted"] for one in found["columns"]] == [False, False]
        assert column(found, "k")["tv"] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (bytes(range(256)) * 40, "binary file"),
        (b"PAR1 and then nothing of the kind", "cannot be read as a table"),
        (gzip.compress(b"x\n1\n" * 4000, mtime=0)[:30], "cut short"),
        (b'{"x": 1}\n{"x": ', "cannot be read as a table"),
    ],
)
def test_files_that_are_no_table_are_one_sentence(tmp_path, capsys, content, words):
    good = write_csv(tmp_path / "good.csv", {"x": [1, 2, 3]})
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    assert words in complaint(capsys, "drift", "compare", str(good), str(bad))


def test_a_zst_table_is_read_to_its_last_frame_and_never_to_a_cut(tmp_path, capsys):
    first, second = (zstandard.compress(text) for text in (b"x\n" + b"1\n" * 500, b"2\n" * 500))
    good = write_csv(tmp_path / "good.csv", {"x": [1] * 500 + [2] * 500})
    packed = tmp_path / "packed.csv.zst"
    packed.write_bytes(first + second)
    assert column(compare(capsys, good, packed), "x")["tv"] == 0
    packed.write_bytes((first + second)[:-2])
    assert "cut short" in complaint(capsys, "drift", "compare", str(good), str(packed))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.parquet", b"not parquet", "bad.parquet is no Parquet file"),
        (
            "bad.Parquet.gz",
            gzip.compress(b"x\n1\n2\n", mtime=0),
            "bad.Parquet.gz is no Parquet file",
        ),
        ("bad.arrow", b"x\n1\n2\n", "bad.arrow is no Arrow file"),
        ("bad.jsonl", b"{}", "bad.jsonl holds no records with named fields"),
        ("bad.jsonl", b'{"x": 1}\n5\n{"x": 2}\n', "bad.jsonl holds no records"),
        ("bad.json", b"[1, 2, 3]", "bad.json holds no records"),
        ("bad.json", b"[]", "bad.json holds no records"),
    ],
)
def test_files_whose_name_promises_another_content_are_one_sentence(
    tmp_path, capsys, name, content, words
):
    good = write_csv(tmp_path / "good.csv", {"x": [1, 2, 3]})
    bad = tmp_path / name
    bad.write_bytes(content)
    assert words in complaint(capsys, "drift", "compare", str(good), str(bad))
    assert words in complaint(capsys, "drift", "compare", str(bad), str(good))


def test_json_lines_of_hundreds_of_fields_are_columns(tmp_path, capsys):
    file = tmp_path / "wide.jsonl"
    record = json.dumps({f"c{column}": column for column in range(300)})
    file.write_text(f"{record}\n" * 40)
    assert len(compare(capsys, file, file)["columns"]) == 300


def test_a_header_without_rows_is_insufficient_data(tmp_path, capsys):
    good = write_csv(tmp_path / "good.csv", {"x": normal()})
    empty = tmp_path / "empty.csv"
    empty.write_text("x\n")
    assert compare(capsys, good, empty)["verdict"]["kind"] == "insufficient-data"
    assert compare(capsys, empty, good)["verdict"]["kind"] == "insufficient-data"


@linux_only
def test_a_big_csv_is_streamed(tmp_path):
    block = "\n".join(f"{i},{i % 7},name-{i % 13},{i / 7:.6f}" for i in range(200_000)) + "\n"
    for name in ("a", "b"):
        with (tmp_path / f"{name}.csv").open("w") as file:
            file.write("w,x,y,z\n")
            for _ in range(5):
                file.write(block)
    peak = peak_megabytes(COMPARE, str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert peak < 600


def test_lines_that_end_in_carriage_returns_alone_are_lines(tmp_path, capsys):
    file = tmp_path / "old.csv"
    rows = "".join(f"{row},{'ab'[row % 2]}\r" for row in range(50))
    file.write_bytes(f"x,k\r{rows}".encode())
    found = compare(capsys, file, file)
    assert [one["name"] for one in found["columns"]] == ["x", "k"]
    assert found["rows"]["current"] == 50


def test_numbers_whose_squares_overflow_are_skipped_and_counted(tmp_path, capsys):
    file = tmp_path / "huge.csv"
    file.write_text("x\n" + "".join(f"{10 ** (row * 7)}\n" for row in range(44)))
    found = run(capsys, "drift", "stream", str(file), "--column", "x")
    assert found["rows"] + found["skipped"] == 44
    assert found["skipped"] > 0


def test_ctrl_c_waits_until_the_query_has_stopped():
    asked_to_stop = threading.Event()
    ended: list[bool] = []

    def query():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        asked_to_stop.wait()
        ended.append(True)

    # Tests that a shell runs in the background inherit that SIGINT is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            watched(Progress(), query, asked_to_stop.set)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended == [True]


def test_a_table_of_thousands_of_columns_is_read(tmp_path, capsys):
    file = tmp_path / "wide.csv"
    names = ",".join(f"c{column}" for column in range(3000))
    rows = "".join(",".join(str(row * column) for column in range(3000)) + "\n" for row in range(9))
    file.write_text(f"{names}\n{rows}")
    found = run(capsys, "drift", "control", str(file), "--column", "c2")
    assert found["center"] == 8
