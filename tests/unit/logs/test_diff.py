"""`logs diff`: what is in the bad log only, and what comes more or less often."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import main


def write(file: Path, counts: dict[str, int]) -> Path:
    lines = [text.format(n=n) for text, count in counts.items() for n in range(count)]
    stamped = [f"2026-01-01T00:00:{n % 60:02}Z INFO {line}\n" for n, line in enumerate(lines)]
    file.write_text("".join(stamped))
    return file


def test_new_lost_and_changed_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = "request {n} answered status=200"
    good = write(tmp_path / "good.log", {request: 900, "retry {n}": 20, "cache warmed": 3})
    failed = "request {n} answered status=502"
    bad = write(
        tmp_path / "bad.log", {request: 600, failed: 300, "retry {n}": 200, "pool is empty": 9}
    )
    assert main(["logs", "diff", str(good), str(bad), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    only_in_bad = {one["template"]: one["count"] for one in found["only_in_bad"]}
    assert only_in_bad["pool is empty"] == 9
    assert any("502 Bad Gateway in" in text for text in only_in_bad)
    assert [one["template"] for one in found["only_in_good"]] == ["cache warmed"]
    retry = next(one for one in found["rate_changes"] if one["template"] == "retry <*>")
    assert (retry["good"], retry["bad"]) == (20, 200)
    assert retry["ratio"] == pytest.approx((200 / 1109) / (20 / 923), abs=0.001)


def test_a_log_does_not_differ_from_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write(tmp_path / "a.log", {"request {n} done": 50, "job {n} started": 5})
    assert main(["logs", "diff", str(log), str(log), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"only_in_bad": [], "only_in_good": [], "rate_changes": []}


def test_a_missing_log_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write(tmp_path / "a.log", {"x": 1})
    assert main(["logs", "diff", str(log), str(tmp_path / "none.log")]) == 2
    assert "none.log" in capsys.readouterr().err
