"""A format made from a sample line reads the lines like it, and is kept for the next time."""

from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import levels, times
from workbench.core.errors import UserError
from workbench.logs.builtin_formats import log_formats
from workbench.logs.format_draft import guess, make_format, try_pattern
from workbench.logs.logfile import open_log
from workbench.logs.model import Level
from workbench.logs.user_formats import delete_format, read_formats, save_format

_LINES = {
    "pipes": [
        "gpu-0|2024-05-06 07:08:09.1|WARN|7|slow batch",
        "gpu-12|2024-05-07 17:08:09.123|INFO|99|ok",
    ],
    "brackets": [
        "<core> [2024-05-06T07:08:09Z] [ERROR] [worker 7] lost: 3",
        "<io> [2024-05-06T07:09:09Z] [INFO] [worker 12] found",
    ],
    "level first": [
        "E 06/May/2024:07:08:09 +0000 pool-1: gone",
        "I 16/May/2024:07:08:09 -0100 p: back",
    ],
    "named": ["node7 May  6 07:08:09 WARNING disk: full", "node8 May 16 17:08:09 INFO net: up"],
}


@pytest.mark.parametrize("kind", sorted(_LINES))
def test_a_guess_from_the_first_line_reads_the_others(kind: str) -> None:
    lines = _LINES[kind]
    trial = try_pattern(guess(lines[:1]), lines)
    assert trial.share == 1.0
    assert trial.problem == ""
    assert [preview.level for preview in trial.previews] == [
        {"pipes": Level.WARNING, "named": Level.WARNING}.get(kind, Level.ERROR),
        Level.INFO,
    ]
    assert all(preview.time for preview in trial.previews)


def test_continued_lines_do_not_count_against_a_pattern() -> None:
    lines = [*_LINES["pipes"], "  and more", ""]
    assert try_pattern(guess(lines), lines).share == 1.0


def test_lines_without_a_time_cannot_be_guessed() -> None:
    with pytest.raises(UserError, match="time"):
        guess(["hello", "world"])


@pytest.mark.parametrize("pattern", ["(", "abc", "(?P<time>.*)", "(?P<name>x)"])
def test_a_pattern_that_will_not_do_is_explained(pattern: str) -> None:
    assert try_pattern(pattern, ["x"]).problem
    with pytest.raises(UserError):
        make_format("mine", "Mine", pattern)


def test_a_kept_format_is_used_before_the_built_in_ones(tmp_path: Path) -> None:
    lines = _LINES["pipes"]
    made = make_format("gpu_log", "GPU log", guess(lines), default=Level.INFO)
    save_format(made, tmp_path / "formats", lines)
    (kept,), problems = read_formats(tmp_path / "formats")
    assert (kept.name, kept.patterns, kept.default, problems) == (
        "gpu_log",
        made.patterns,
        Level.INFO,
        [],
    )
    path = tmp_path / "any.log"
    path.write_text("\n".join(lines))
    file = open_log(path, formats=[kept, *log_formats()], cache=tmp_path / "cache")
    assert file.format is not None
    assert file.format.name == "gpu_log"
    assert levels(file) == ["warning", "info"]
    assert times(file)[0] == "2024-05-06T07:08:09.100+00:00"
    delete_format("gpu_log", tmp_path / "formats")
    assert read_formats(tmp_path / "formats") == ([], [])


def test_a_broken_format_file_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("pattern = '('\n")
    (tmp_path / "worse.toml").write_text("= no toml")
    formats, problems = read_formats(tmp_path)
    assert formats == []
    assert [problem.split(":")[0] for problem in problems] == ["bad.toml", "worse.toml"]
