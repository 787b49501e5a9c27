"""Logs that are not UTF-8: they are searched, shown and followed like all others."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.logs.logs_for_tests import levels, opened
from workbench.cli.main import main
from workbench.logs.finding import find
from workbench.logs.live import LiveLog
from workbench.logs.query import Matcher, Query

_LINE = "2026-05-03 10:00:{:02d} INFO Prüfung der Straße {} läuft\n"
_WESTERN = "".join(_LINE.format(n % 60, n) for n in range(200))


def _json(*arguments: str | Path) -> Any:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        assert main(["logs", *map(str, arguments), "--json"]) == 0
    return json.loads(output.getvalue())


def _log(folder: Path, text: str = _WESTERN, encoding: str = "latin-1") -> Path:
    path = folder / f"{encoding}.log"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_latin_1_log_is_searched_in_its_own_letters(tmp_path: Path) -> None:
    log = _log(tmp_path)
    assert _json("info", log)["files"][0]["encoding"] == "latin-1"
    assert _json("search", "--count", "Prüfung", log)["matches"] == 200
    assert _json("search", "--count", "--ignore-case", "PRÜFUNG", log)["matches"] == 200
    assert _json("search", "--count", "--word", "Straße", log)["matches"] == 200
    hits = _json("search", "Straße 7 ", log)["hits"]
    assert [hit["text"] for hit in hits] == [_LINE.format(7, 7).strip()]


def test_the_other_verbs_read_latin_1_too(tmp_path: Path) -> None:
    log = _log(tmp_path)
    assert len(_json("trace", "Straße", log)["records"]) == 200
    (template,) = _json("templates", log)["templates"]
    assert template["template"] == "Prüfung der Straße <*> läuft"
    sessions = _json("sessions", "--key", r"Straße (\d)", log)["sessions"]
    assert {session["id"] for session in sessions} == set("123456789") | {"0"}
    other = tmp_path / "other.log"
    other.write_text(_WESTERN + _LINE.format(1, 1).replace("Straße", "Brücke"))
    (only,) = _json("diff", log, other)["only_in_bad"]
    assert "Brücke" in only["template"]
    _json("merge", log, "-o", tmp_path / "merged.txt")
    assert "Prüfung der Straße 7" in (tmp_path / "merged.txt").read_text("utf-8")


def test_the_signs_that_windows_adds_are_read(tmp_path: Path) -> None:
    log = _log(tmp_path, _WESTERN + "price 5 € for „this“\n", "cp1252")
    assert _json("info", log)["files"][0]["encoding"] == "cp1252"
    (hit,) = _json("search", "€ for „this“", log)["hits"]
    assert hit["line"] == 201


def test_bytes_that_windows_leaves_open_are_kept(tmp_path: Path) -> None:
    file = opened(tmp_path, b"gr\xf6\xdfe \x81 \x9d\n")
    assert file.lines(0, 1)[0].decode() == "größe \x81 \x9d"


def test_umlauts_far_from_the_head_are_seen(tmp_path: Path) -> None:
    text = "2026-05-03 10:00:00 INFO nothing but plain letters in here\n" * 10_000 + _WESTERN * 20
    assert _json("search", "--count", "Prüfung", _log(tmp_path, text))["matches"] == 4000


@pytest.mark.parametrize("broken", [b"\xfc", b"\xff\xfe", b"gr\xc3"])
def test_utf_8_with_a_few_invalid_bytes_stays_utf_8(tmp_path: Path, broken: bytes) -> None:
    text = _WESTERN.encode() + b"2026-05-03 10:00:00 INFO odd " + broken + b" end\n"
    file = opened(tmp_path, text)
    assert file.encoding == "utf-8"
    assert file.source.read(0, file.size) == text


@pytest.mark.parametrize("cut", range(65_530, 65_540))
def test_a_character_cut_by_the_sample_is_no_invalid_one(tmp_path: Path, cut: int) -> None:
    text = b"x" * cut + "ü".encode() + b"y" * 2_000_000
    assert opened(tmp_path, text).encoding in ("utf-8", "ascii")


def test_what_is_no_text_is_not_decoded(tmp_path: Path) -> None:
    data = bytes(range(256)) * 40
    file = opened(tmp_path, data)
    assert file.encoding == "binary"
    assert file.size == len(data)


def test_a_journal_with_binary_lengths_is_not_decoded(tmp_path: Path) -> None:
    value = "a\nb" * 80
    data = b"__CURSOR=1\n__REALTIME_TIMESTAMP=1700000000000000\nMESSAGE\n"
    data += len(value).to_bytes(8, "little") + value.encode() + b"\nPRIORITY=6\n\n"
    assert opened(tmp_path, data).fields_of(0)["body"].count("b") == 80


def test_a_latin_1_log_is_followed(tmp_path: Path) -> None:
    file = opened(tmp_path, _WESTERN.encode("latin-1"))
    live = LiveLog(file)
    assert live.look().file is file
    for text in ("2026-05-03 10:01:00 ERROR Pr", "üfung gescheitert\n", "  Öl\n"):
        with file.path.open("ab") as log:
            log.write(text.encode("latin-1"))
        live.look()
    assert levels(live.file)[199:] == ["info", "error"]
    assert live.file.text_of_record(200).decode() == (
        "2026-05-03 10:01:00 ERROR Prüfung gescheitert\n  Öl"
    )
    assert live.file.text_of_record(0).decode() == _LINE.format(0, 0).strip()
    with Matcher(Query("Prüfung|Öl")) as matcher:
        assert sum(len(hits.lines) for hits in find(live.file, matcher)) == 202


def test_a_mark_is_not_taken_for_new_text(tmp_path: Path) -> None:
    file = opened(tmp_path, b"\xef\xbb\xbf" + _WESTERN.encode())
    live = LiveLog(file)
    assert live.look().file is file
