"""What comes in on standard input or in odd files, and how answers are written out."""

import gzip
import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from workbench.cli.main import main

TABLE = "id,title,created,value\n" + "".join(
    f"T-{row},title {row},2026-03-{row + 1:02d} 10:00,{row}.5\n" for row in range(20)
)
COLLECTION = json.dumps({"info": {"name": "Empty", "schema": "v2.1.0"}, "item": []})
SERIES = ("series", "score", "-", "--time", "created", "--value", "value")


def run(*arguments, given="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        input=given.encode(),
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.mark.parametrize(
    ("arguments", "given", "key"),
    [
        (SERIES, TABLE, "scores"),
        (("tickets", "duplicates", "--from-csv", "-"), TABLE, "suggestions"),
        (("kb", "check", "-"), "# A page\n", "articles"),
        (("api", "run", "-"), COLLECTION, "executions"),
        (("api", "import", "-"), "curl http://127.0.0.1:9/", "items"),
        (("api", "diagnose", "-"), '{"status": 401, "body": {"error": "no"}}', "causes"),
        (("sla", "due", "--calendar", "-", "--target", "1h", "--start", "2026-03-06T15:00Z"),
         'hours = "24x7"', "due"),
    ],
)  # fmt: skip
def test_a_dash_is_standard_input(arguments, given, key):
    done = run(*arguments, "--json", given=given)
    assert done.returncode == 0, done.stderr
    assert key in json.loads(done.stdout)


def test_tickets_and_articles_come_from_standard_input_too(tmp_path):
    workspace = ("--workspace", str(tmp_path), "--json")
    tickets = json.loads(run("tickets", "import", "-", *workspace, given=TABLE).stdout)
    articles = json.loads(run("kb", "import", "-", *workspace, given="# A page\n").stdout)
    assert (tickets["added"], articles["added"]) == (20, ["stdin.md"])
    why = {guess["field"]: guess["why"] for guess in tickets["guesses"]}
    assert why["timezone"] == "20 different stamps without a zone; say --timezone to change"


def test_json_is_utf_8_whatever_the_terminal_speaks(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("id,title\n1,größer 💥\n", encoding="utf-8")
    workspace = ("--workspace", str(tmp_path), "--json")
    run("tickets", "import", str(file), *workspace)
    shown = run("tickets", "show", "1", *workspace, PYTHONIOENCODING="ascii")
    assert json.loads(shown.stdout.decode("utf-8"))["title"] == "größer 💥"


def test_a_workspace_that_is_not_there_is_made_by_an_import_only(tmp_path):
    new = tmp_path / "a" / "new"
    asked = run("tickets", "list", "--workspace", str(new))
    assert asked.returncode == 2
    assert b"There is no folder" in asked.stderr and len(asked.stderr.splitlines()) == 1
    assert not new.exists()
    made = run("tickets", "import", "-", "--workspace", str(new), "--json", given=TABLE)
    assert json.loads(made.stdout)["added"] > 0
    assert f"made the workspace {new}" in made.stderr.decode()


def test_half_a_character_does_not_spoil_the_answer(tmp_path, capsys):
    file = tmp_path / "t.json"
    file.write_text('{"status": 500, "body": "\\ud83d went wrong"}')
    assert main(["api", "diagnose", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["causes"]


def test_a_closed_standard_output_is_no_failure():
    command = f"{sys.executable} -m workbench api diagnose - <<< '{{\"status\": 500}}' >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("content", [
    gzip.compress(TABLE.encode()),
    TABLE.encode("utf-16"),
    TABLE.replace(",", ";").encode(),
    TABLE.replace("\n", "\r").encode(),
    TABLE.replace("title 3", "ti\0tle").encode(),
])  # fmt: skip
def test_a_series_is_read_as_it_was_exported(tmp_path, content, capsys):
    file = tmp_path / "series.csv"
    file.write_bytes(content)
    done = main(["series", "score", str(file), "--time", "created", "--value", "value", "--json"])
    assert done == 0
    assert len(json.loads(capsys.readouterr().out)["scores"]) == 20


@pytest.mark.parametrize("verb", [
    ("api", "diagnose"), ("api", "run"), ("api", "import"),
    ("tickets", "import"), ("series", "score", "--time", "a", "--value", "b"),
])  # fmt: skip
@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000 + b"]" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}", b"\x00\x1b[31m\xff"],
)
def test_odd_files_are_told_in_one_clean_line(tmp_path, verb, content, capsys):
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    assert main([*verb[:2], str(file), *verb[2:], "--json"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert complaint.strip().isprintable()


def test_a_judged_collection_nested_too_deeply_is_refused(tmp_path, capsys):
    file = tmp_path / "deep.jsonl"
    file.write_text("[" * 100_000)
    given = ("--corpus", str(file), "--queries", str(file), "--qrels", str(file))
    assert main(["search", "eval", *given, "--mode", "lexical"]) == 2
    assert "line 1" in capsys.readouterr().err


def test_an_id_that_comes_twice_in_a_judged_collection_is_named(tmp_path, capsys):
    corpus, queries, qrels = (tmp_path / name for name in ("c.jsonl", "q.jsonl", "r.tsv"))
    corpus.write_text('{"_id": "1", "text": "a"}\n{"_id": "1", "text": "b"}\n')
    queries.write_text('{"_id": "q", "text": "a"}\n')
    qrels.write_text("q\t1\t1\n")
    given = ("--corpus", str(corpus), "--queries", str(queries), "--qrels", str(qrels))
    assert main(["search", "eval", *given, "--mode", "lexical"]) == 2
    assert "line 2 has the id '1' of line 1 again" in capsys.readouterr().err


DUE = ("sla", "due", "--calendar", "24x7", "--target", "4h", "--start", "2026-03-06T15:00Z")


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        ("2026-03-06T16:00Z/", None),
        ("2026-03-06T20:00Z/", "2026-03-06T19:00:00+00:00"),
        ("2026-03-06T14:00Z/", None),
        ("2026-03-06T16:00Z/2026-03-06T17:00Z", "2026-03-06T20:00:00+00:00"),
    ],
)
def test_nothing_is_due_while_a_pause_has_no_end(pause, due, capsys):
    assert main([*DUE, "--pause", pause, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"due": due}


def test_what_is_no_markdown_is_refused_in_words(tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text("<h1>Page</h1>")
    assert main(["kb", "import", str(page), "--workspace", str(tmp_path), "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)["rejected"]
    assert refused == [{"path": str(page), "reason": "it is not Markdown (.md, .markdown)"}]


def test_a_request_without_an_answer_is_a_failed_case_in_junit(tmp_path, capsys):
    url = "http://127.0.0.1:1/"
    item = {"name": "down \u0001", "request": {"method": "GET", "url": url}}
    collection = {"info": {"name": "A \ud800 \ufffe", "schema": "v2.1.0"}, "item": [item]}
    file, report = tmp_path / "c.json", tmp_path / "junit.xml"
    file.write_text(json.dumps(collection))
    assert main(["api", "run", str(file), "--junit", str(report), "--json"]) == 1
    suites = ElementTree.parse(report).getroot()
    assert (suites.get("tests"), suites.get("errors")) == ("1", "1")
    assert [case.get("name") for case in suites.iter("testcase")] == ["request"]
    assert "127.0.0.1" in next(suites.iter("error")).get("message", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tickets", "show"), b"required: ID"),
        (("tickets", "list", "--sort", "bogus"), b"--sort"),
        (("tickets", "metrics", "--since", "foo"), b"--since: 'foo'"),
        (("sla", "due", "--calendar", "24x7", "--target", "4h", "--start", "x"), b"--start: 'x'"),
        (("tickets", "import", "x.csv", "--map", "id=A", "--map", "id=B"), b"'id' twice"),
        (("tickets", "duplicates", "--text", "title"), b"--from-csv"),
        (("logs", "foo"), b"foo"),
    ],
)
def test_bad_usage_is_said_in_one_line(arguments, said, tmp_path):
    done = run(*arguments, *(() if arguments[0] in ("sla", "logs") else ("--workspace", tmp_path)))
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_output_that_is_a_folder_is_refused_before_the_work(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("text,label\na,b\n")
    done = run("triage", "eval", "--train", file, "--test", file, "--text", "text",
               "--label", "label", "--predictions", tmp_path)  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{tmp_path} is a folder".encode() in done.stderr


def test_one_label_only_is_said_with_the_file(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("text,label\na,b\nc,b\n")
    done = run("triage", "eval", "--train", file, "--test", file, "--text", "text",
               "--label", "label")  # fmt: skip
    assert done.returncode == 2
    assert f"{file} has one label only, 'b'".encode() in done.stderr


def test_a_workspace_into_which_nothing_came_is_not_left_behind(tmp_path):
    new, bad, good = tmp_path / "new", tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("number,title\n1,x\n")
    good.write_text(TABLE)
    mapped = ("--map", "id=id")
    for arguments in (("tickets", "import", bad, *mapped), ("kb", "import", tmp_path / "none.md")):
        done = run(*arguments, "--workspace", new)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert not new.exists()
    assert run("tickets", "import", good, bad, *mapped, "--workspace", new).returncode == 2
    kept = json.loads(run("tickets", "list", "--workspace", new, "--json").stdout)
    assert len(kept["tickets"]) == 20


def test_what_is_wrong_on_standard_input_is_said_of_it(tmp_path):
    done = run("tickets", "import", "-", "--workspace", tmp_path, given='[{"key": ')
    assert b"standard input is not valid JSON" in done.stderr
