"""The headless entry keeps its contract: exit codes, one line on stderr, no Qt."""

import contextlib
import io
import json
import socket
import subprocess
import sys

import pytest

from workbench.cli.main import available_nouns, main, module_of
from workbench.cli.nouns import noun_first


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments], capture_output=True, text=True, check=False
    )


def test_demo_prints_one_json_document_and_makes_the_workspace(tmp_path):
    done = run("demo", str(tmp_path / "sample"), "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["workspace"] == str(tmp_path / "sample")
    assert (tmp_path / "sample" / "workbench.db").exists()


def test_the_served_sample_prints_its_answer_first_and_then_answers_calls(tmp_path, monkeypatch):
    from workbench.apitest import mock_service

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(mock_service, "DEFAULT_PORT", port)
    folder = tmp_path / "sample"
    asked: list[int] = []

    def ask_and_interrupt(service, _poll=0.2):
        with socket.create_connection(("127.0.0.1", port)):
            asked.append(port)
        raise KeyboardInterrupt

    monkeypatch.setattr(mock_service._Server, "serve_forever", ask_and_interrupt)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["demo", str(folder), "--serve", "--json"]) == 130
    assert json.loads(out.getvalue())["workspace"] == str(folder)
    assert asked == [port]


def test_a_missing_file_is_named_with_what_to_do(tmp_path, capsys):
    missing = str(tmp_path / "missing.csv")
    assert main(["series", "score", missing, "--time", "t", "--value", "v"]) == 2
    complaint = capsys.readouterr().err
    assert missing in complaint
    assert "Check the path." in complaint


def test_doctor_names_versions_and_problems(capsys):
    assert main(["doctor", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["versions"]["PySide6-Essentials"].startswith("6.11.")
    assert isinstance(document["problems"], list)


def test_bad_input_is_exit_2_and_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert main(["demo", str(tmp_path / "file")]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert "Traceback" not in complaint


def test_an_unknown_noun_is_exit_2(capsys):
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


@pytest.mark.parametrize("noun", sorted(available_nouns()))
def test_no_noun_imports_qt(noun):
    code = f"import sys, {module_of(noun)}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("noun", sorted(available_nouns()))
def test_every_verb_shows_an_example(noun, capsys):
    import argparse
    import importlib

    parser = argparse.ArgumentParser(prog=f"workbench {noun}")
    importlib.import_module(module_of(noun)).build(parser)
    actions = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    verbs = [verb for action in actions for verb in action.choices.values()] or [parser]
    for verb in verbs:
        assert f"workbench {noun}" in (verb.epilog or ""), verb.prog


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["--workspace", "w", "tickets", "list"], ["tickets", "list", "--workspace", "w"]),
        (["--workspace=w", "kb", "lint"], ["kb", "lint", "--workspace=w"]),
        (["--workspace", "w", "some.log"], ["--workspace", "w", "some.log"]),
        (["--workspace", "tickets"], ["--workspace", "tickets"]),
        (["tickets", "list"], ["tickets", "list"]),
        ([], []),
    ],
)
def test_the_workspace_may_be_named_before_the_noun(given: list[str], read: list[str]) -> None:
    assert noun_first(given) == read
