"""A survey of files: lines, times and templates of every record, whatever the format."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.cli.main import main
from workbench.core.progress import Progress
from workbench.logs.survey import Choices, survey


def write_json_lines(file: Path, count: int) -> None:
    """Lines as a model server writes them: a number before and one behind the message."""
    entries = [
        {
            "ts": f"2026-01-01T00:{n // 60 % 60:02}:{n % 60:02}Z",
            "queue": n % 7,
            "msg": f'job "{n}" done',
            "latency_ms": 20 + n % 5 + n / 1000,
        }
        for n in range(count)
    ]
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))


def test_the_message_of_json_lines_ends_with_its_string(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "a.json", 300)
    found = survey([tmp_path / "a.json"], numbers=True, progress=Progress())
    (template,) = found.templates
    assert template.text.startswith("job ")
    assert template.text.endswith(" done")


def test_numbers_of_json_lines_are_read_under_every_key(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "a.json", 300)
    found = survey([tmp_path / "a.json"], numbers=True, progress=Progress())
    names = {field.name: field.values[3] for field in found.fields}
    assert names["queue"] == 3
    assert names["latency_ms"] == pytest.approx(23.003)


def test_records_of_several_files_are_numbered_on(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("2026-01-01T00:00:00Z INFO one\n  more\n")
    (tmp_path / "b.log").write_text("2026-01-01T00:00:01Z INFO two\n2026-01-01T00:00:02Z INFO x\n")
    found = survey([tmp_path], progress=Progress())
    assert found.first_records.tolist() == [0, 1, 3]
    assert found.lines.tolist() == [1, 1, 2]
    assert found.file_of(0).endswith("a.log")
    assert found.file_of(2).endswith("b.log")


def test_templates_assigns_every_line_of_a_plain_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, out = tmp_path / "plain.txt", tmp_path / "out.csv"
    log.write_text("took 5 ms\nuser bob left\ntook 7 ms\n\n")
    assert main(["logs", "templates", "--plain", "--assign", str(out), "--json", str(log)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == 4
    assert sum(one["count"] for one in found["templates"]) == 4
    assert out.read_text().splitlines() == [
        "line,record,template_id", "1,1,0", "2,2,1", "3,3,0", "4,4,2",
    ]  # fmt: skip
    took = next(one for one in found["templates"] if one["template"] == "took <*>")
    assert (took["id"], took["count"], took["first_line"]) == (0, 2, 1)


def test_anomalies_as_json_has_the_promised_fields(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"2026-01-01T00:{n // 60:02}:{n % 60:02}Z INFO beat {n}" for n in range(3000)]
    lines[2000:2000] = ["2026-01-01T00:33:20Z INFO disk is failing"] * 20
    log = tmp_path / "a.log"
    log.write_text("\n".join(lines) + "\n")
    assert main(["logs", "anomalies", "--json", str(log)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == 3020
    first = found["anomalies"][0]
    known = {"path", "line", "record", "time", "kind", "score", "template_id", "reason"}
    assert set(first) == known
    assert first["path"] == str(log)
    assert (first["kind"], first["line"], first["record"]) == ("new-template", 2001, 2001)
    assert first["time"] == "2026-01-01T00:33:20+00:00"
    assert "disk is failing" in first["reason"]


@pytest.mark.parametrize("verb", ["templates", "anomalies"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 1000, b"\xff\xfe", b"x" * 300_000])
def test_strange_files_give_an_answer(
    verb: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "strange.log"
    log.write_bytes(content)
    assert main(["logs", verb, "--json", str(log)]) == 0
    json.loads(capsys.readouterr().out)


def test_escapes_in_json_messages_are_read_before_templates_are_made(tmp_path: Path) -> None:
    lines = [
        {"ts": f"2024-05-06T07:08:{n:02}Z", "msg": f'lost "{n:08x}" in C:\\tmp\nTraceback'}
        for n in range(40)
    ]
    (tmp_path / "a.json").write_text("\n".join(map(json.dumps, lines)))
    found = survey([tmp_path / "a.json"], progress=Progress())
    assert [one.text for one in found.templates] == ['lost "<*>" in <*> Traceback']


def test_json_without_a_message_reads_as_keys_and_values(tmp_path: Path) -> None:
    lines = [
        {"time": f"2024-05-06T07:08:{n:02}Z", "event": {"name": "login", "user": n}, "took": n / 7}
        for n in range(40)
    ]
    (tmp_path / "a.json").write_text("\n".join(map(json.dumps, lines)))
    found = survey([tmp_path / "a.json"], progress=Progress())
    assert [one.text for one in found.templates] == ["event.name=login event.user=<*> took=<*>"]


_EVENTS = ("cache warmed up", "failed to sync", "job {n} took {n} ms", "starting controller")


def templates_of(file: Path, write: Callable[[str, int], str]) -> list[str]:
    """The templates of 1,200 lines: 12 events, as `write` puts them into line n."""
    events = [f"{verb} the {text}" for verb in ("First", "Then", "Last") for text in _EVENTS]
    lines = [write(events[n * 7 % 12].format(n=n), n) for n in range(1200)]
    file.write_text("\n".join(lines) + "\n")
    found = survey([file], progress=Progress())
    assert sum(template.count for template in found.templates) == 1200
    return sorted(template.text for template in found.templates)


def test_events_are_told_apart_however_a_service_and_its_container_write_them(
    tmp_path: Path,
) -> None:
    stamp = "2024-05-06T07:08:09.123456789Z"
    klog = "I0506 07:08:09.123456       1 main.go:12]"

    def as_object(text: str, n: int) -> str:
        other = {"id": f"{n * 7919:x}", "err": {"message": f"x{n} y"}}
        return json.dumps({"ts": 1714979289 + n, "level": "info", **other, "msg": text})

    def as_pairs(text: str, n: int) -> str:
        return f'ts={stamp} level=info id={n} msg="{text}" err="open /x/{n}: no file"'

    writers: dict[str, Callable[[str, int], str]] = {
        "plain": lambda text, n: f"{stamp} INFO {text}",
        "objects": as_object,
        "logfmt": as_pairs,
        "logfmt, time last": lambda text, n: f'level=info msg="{text}" n={n} ts={stamp}',
        "klog": lambda text, n: f'{klog} "{text}" pod="a/b-{n}" err="x {n} y"',
        "coloured": lambda text, n: (
            f"\x1b[32m{stamp}\x1b[0m \x1b[1mINFO\x1b[0m \x1b[1m{text}\x1b[0m"
        ),
        "zap": lambda text, n: f'{stamp}\tINFO\t{text}\t{{"of": "{n % 5}", "n": {n}}}',
        "thread": lambda text, n: f"2024-05-06 07:08:09,123 [worker-{n % 9}] INFO {text}",
        "thread behind": lambda text, n: f"2024-05-06 07:08:09,123 INFO [worker-{n % 9}] {text}",
        "process": lambda text, n: f"2024-05-06 07:08:09,123 {n} INFO {text}",
        "class": lambda text, n: f"2024-05-06 07:08:09,123 [main] INFO  c.e.Cart{n % 5} - {text}",
        "Lambda": lambda text, n: (
            f"2024-05-06T07:08:09.123Z\t8f14e45f-ceea-4672-9c3d-{n:012}\tINFO\t{text}"
        ),
        "CRI, objects": lambda text, n: f"{stamp} stdout F {as_object(text, n)}",
        "CRI, logfmt": lambda text, n: f"{stamp} stderr F {as_pairs(text, n)}",
        "CRI, klog": lambda text, n: f'{stamp} stderr F {klog} "{text}" n={n}',
        "Docker, objects": lambda text, n: json.dumps(
            {"log": as_object(text, n) + "\n", "stream": "stdout", "time": stamp}
        ),
        "Docker, coloured": lambda text, n: json.dumps(
            {"log": f"\x1b[1m{text}\x1b[0m\n", "stream": "stdout", "time": stamp}
        ),
    }
    found = {name: templates_of(tmp_path / "a.log", write) for name, write in writers.items()}
    assert len(found["plain"]) == 12
    assert {name: texts for name, texts in found.items() if texts != found["plain"]} == {}


def test_what_only_looks_like_logfmt_stays_whole(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    stamp = "2024-05-06T07:08:09Z INFO"
    log.write_text(
        f"{stamp} type=CWD msg=audit(1714979289.123:42): cwd=/root\n"
        f"{stamp} called it with msg=none now\n"
        f"{stamp} event=login status=failed\n"
        f'{stamp} "GET /x HTTP/1.1" 200 12\n'
    )
    found = survey([log], progress=Progress())
    begins = [template.text[:6] for template in found.templates]
    assert begins == ["type=C", "called", "event=", '"GET <']


def test_plain_takes_every_line_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('level=info msg="one two" user=bob\n')
    found = survey([tmp_path / "a.txt"], choices=Choices(plain=True), progress=Progress())
    assert found.templates[0].text.startswith("level=info msg=")
