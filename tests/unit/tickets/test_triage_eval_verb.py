"""`workbench triage eval`, called as a script would."""

import csv
import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from tests.unit.tickets.labelled import tickets
from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.triage import embedding, evaluation
from workbench.tickets.triage.inputs import Vectors


def write(path: Path, count: int, seed: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "summary", "details", "category"])
        for number, (text, label) in enumerate(zip(*tickets(count, seed), strict=True)):
            head, _, rest = text.partition(" ")
            writer.writerow([number, head, rest, label])
    return path


def arguments(folder: Path, *more: str) -> list[str]:
    train, test = write(folder / "a.csv", 400, 0), write(folder / "b.csv", 100, 1)
    return ["triage", "eval", "--train", str(train), "--test", str(test), "--no-model",
            "--text", "summary,details", "--label", "category", *more]  # fmt: skip


def test_it_prints_every_figure_and_writes_a_prediction_per_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "c.csv"
    foreign.write_text("summary,details\nbonjour,je voudrais un café\nvier,alle meine entchen\n")
    out = tmp_path / "p.csv"
    code = main(
        arguments(tmp_path, "--json", "--out-of-scope", str(foreign), "--predictions", str(out))
    )
    figures = json.loads(capsys.readouterr().out)
    assert code == 0
    assert list(figures) == ["accuracy", "macro_f1", "ece", "accepted_share", "accepted_precision",
                             "oos_auroc", "train_seconds", "ms_per_ticket"]  # fmt: skip
    assert figures["oos_auroc"] > 0.9
    rows = list(csv.DictReader(out.open()))
    assert [row["row"] for row in rows] == [str(number) for number in range(100)]
    assert {row["accepted"] for row in rows} <= {"true", "false"}


def test_without_foreign_rows_there_is_no_figure_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(tmp_path, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["oos_auroc"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--label", "kind"], "has no column 'kind'"),
        (["--precision", "95"], "not in 0.5 to 1"),
        (["--train", "/nowhere.csv"], "/nowhere.csv"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: list[str], said: str
) -> None:
    assert main([*arguments(tmp_path), *change]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_an_empty_file_is_said_to_be_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = arguments(tmp_path)
    (tmp_path / "a.csv").write_bytes(b"")
    assert main(command) == 2
    assert "a.csv is empty" in capsys.readouterr().err


def test_the_text_names_the_model_that_took_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lengths:
        name = "lengths"

        def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            sizes = np.array([[len(text) % 7 + 1, 1] for text in texts], dtype=np.float32)
            return sizes / np.linalg.norm(sizes, axis=1, keepdims=True)

    monkeypatch.setattr(embedding, "installed_embedder", lambda: nullcontext(Lengths()))
    with_model = [part for part in arguments(tmp_path) if part != "--no-model"]
    assert main(with_model) == 0
    assert "lengths" in capsys.readouterr().out
    assert main([*with_model, "--no-model"]) == 0
    assert "lengths" not in capsys.readouterr().out


def test_predicted_labels_equal_those_that_were_taught(tmp_path: Path) -> None:
    rows = tmp_path / "a.csv"
    lines = [f'printer broken {n},=cmd\nvpn down {n},"@net, ""x"""\n' for n in range(60)]
    rows.write_text("text,label\n" + "".join(lines))
    out = tmp_path / "p.csv"
    code = main(["triage", "eval", "--train", str(rows), "--test", str(rows), "--no-model",
                 "--text", "text", "--label", "label", "--predictions", str(out)])  # fmt: skip
    assert code == 0
    with out.open(encoding="utf-8") as file:
        assert {row["label"] for row in csv.DictReader(file)} == {"=cmd", '@net, "x"'}


def test_an_interrupt_while_it_learns_is_130_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MLPClassifier, "_backprop", interrupted)
    out = tmp_path / "p.csv"
    assert main(arguments(tmp_path, "--predictions", str(out))) == 130
    assert capsys.readouterr() == ("", "workbench: interrupted\n")
    assert not out.exists()


def relabelled(path: Path, change: dict[int, str]) -> None:
    """The file with other labels in some of its rows."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for number, label in change.items():
        rows[number + 1][-1] = label
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_test_rows_without_a_label_are_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "p.csv"
    command = arguments(tmp_path, "--predictions", str(out))
    assert main([*command, "--json"]) == 0
    whole, error = capsys.readouterr()
    assert error == ""
    relabelled(tmp_path / "b.csv", dict.fromkeys(range(0, 100, 2), " "))
    assert main([*command, "--json"]) == 0
    half, error = capsys.readouterr()
    assert error == f"workbench: {tmp_path / 'b.csv'}: 50 rows without a label, left out of the" \
        " figures.\n"  # fmt: skip
    assert json.loads(half)["accuracy"] == pytest.approx(json.loads(whole)["accuracy"], abs=0.1)
    assert len(list(csv.DictReader(out.open()))) == 100
    relabelled(tmp_path / "b.csv", dict.fromkeys(range(100), ""))
    assert main(command) == 2
    assert "b.csv has no labelled rows" in capsys.readouterr().err


def test_labels_that_training_does_not_know_are_counted_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = arguments(tmp_path)
    relabelled(tmp_path / "b.csv", {3: "printing", 4: "", 8: "phones"})
    assert main(command) == 0
    text, error = capsys.readouterr()
    assert "2 rows with a label that never occurs in training, counted as wrong" in error
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines()}
    assert (rows["unlabelled"], rows["unknown_label"]) == ("1", "2")


def test_text_columns_may_have_blanks_and_be_given_one_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def read_only(training: tuple[list[str], list[str]], *_given: object, **_more: object) -> None:
        texts.append(training[0][0])
        raise UserError("That is enough.")

    monkeypatch.setattr(evaluation, "evaluate", read_only)
    command = arguments(tmp_path)
    place = command.index("--text")
    before, after = command[:place], command[place + 2 :]
    for given in (
        ["--text", "summary,details"],
        ["--text", " summary , details,"],
        ["--text", "summary", "--text", "details"],
    ):
        assert main([*before, *given, *after]) == 2
    assert texts == [texts[0]] * 3
    assert "\n" in texts[0]
    assert main([*before, "--text", " ,", *after]) == 2
    assert "--text names no column" in capsys.readouterr().err


def test_training_rows_without_a_label_teach_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = arguments(tmp_path)
    relabelled(tmp_path / "a.csv", dict.fromkeys(range(100), ""))
    assert main(command) == 0
    text, error = capsys.readouterr()
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines()}
    taught = int(rows["unlabelled_taught"])
    assert 50 < taught <= 100
    assert error == f"workbench: {tmp_path / 'a.csv'}: 100 rows without a label, of which" \
        f" {taught} different ones taught which texts belong together.\n"  # fmt: skip
