"""Measures the ticket room against the bars that it set itself; held-back parts of public data."""

import csv
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from tests.bench.alike_tickets import measure_alike
from tests.bench.measure import Measurement, peak_memory
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.likeness import Wording, earlier_likeness, worded
from workbench.tickets.store import TicketStore
from workbench.tickets.triage.embedding import Remembering, installed_embedder
from workbench.tickets.triage.evaluation import evaluate
from workbench.tickets.triage.inputs import Embedder
from workbench.tickets.triage.model import TriageModel, train

Rows = tuple[list[str], list[str]]

_LOTS = (1, 2, 3)
"""Which ten examples were drawn moves the figure by a point: the mean of three draws is given."""


@dataclass(frozen=True)
class Labelled:
    """One public data set, split into training and a test that training never sees."""

    name: str
    train: Rows
    test: Rows
    foreign: list[str]
    plain_bar: float
    model_bar: float
    accepted_bar: float
    plain_accepted_bar: float | None = None


def measure(data: Path | None) -> list[Measurement]:
    """Every bar of the ticket room; without the public data only what is made here."""
    lines = [_completeness(), _written_tickets(), _combined_sentences("sentences", 200),
             _combined_sentences("sentences_second", 400)]  # fmt: skip
    folder = None if data is None else data / "tickets"
    if folder is None or not folder.is_dir():
        lines.append(_not_run("triage, duplicates, import", "needs --data"))
        return lines
    with installed_embedder() as installed:
        embedder = None if installed is None else Remembering(installed)
        for found in (_banking(folder), _clinc(folder), _it(folder)):
            lines += _triage(found, embedder)
        lines += _few_labels(folder, embedder)
        lines += _duplicates(folder, embedder)
    lines += measure_alike(folder)
    lines.append(_shuffled(_banking(folder)))
    lines += _prediction(_it(folder))
    lines += _import(folder)
    return lines


def _not_run(what: str, why: str) -> Measurement:
    return Measurement(what, "-", "-", None, "-", None, why)


# data


def _read(path: Path, text: str, label: str) -> Rows:
    csv.field_size_limit(1 << 30)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row[text] for row in rows], [row[label] for row in rows]


def _split(rows: Rows, share: float) -> tuple[Rows, Rows]:
    order = list(range(len(rows[0])))
    random.Random(1).shuffle(order)
    cut = int(len(order) * share)
    test, training = order[:cut], order[cut:]
    return _chosen(rows, training), _chosen(rows, test)


def _chosen(rows: Rows, places: Sequence[int]) -> Rows:
    return [rows[0][place] for place in places], [rows[1][place] for place in places]


def _banking(folder: Path) -> Labelled:
    training, test = _split(_read(folder / "banking77_train.csv.gz", "text", "category"), 0.15)
    return Labelled("BANKING77", training, test, [], 0.91, 0.94, 0.95)


def _clinc(folder: Path) -> Labelled:
    with gzip.open(folder / "clinc150_train_val.json.gz", "rt") as file:
        parts = json.load(file)
    training, test = (([r[0] for r in parts[p]], [r[1] for r in parts[p]]) for p in
                      ("train", "val"))  # fmt: skip
    foreign = [row[0] for part in ("oos_train", "oos_val") for row in parts[part]]
    return Labelled("CLINC150", training, test, foreign, 0.925, 0.96, 0.99)


def _it(folder: Path) -> Labelled:
    rows = _read(folder / "it_tickets_train.csv.gz", "Document", "Topic_group")
    training, test = _split(rows, 0.11)
    return Labelled("IT tickets", training, test, [], 0.87, 0.88, 0.78, 0.743)


# triage


def _triage(found: Labelled, embedder: Embedder | None) -> list[Measurement]:
    lines = _figures(found, None, found.plain_bar, found.plain_accepted_bar)
    if embedder is None:
        lines.append(_not_run(f"{found.name}, with model", "no embedding model is installed"))
        return lines
    return [*lines, *_figures(found, embedder, found.model_bar, found.accepted_bar)]


def _figures(
    found: Labelled, embedder: Embedder | None, accuracy: float, accepted: float | None
) -> list[Measurement]:
    name = f"{found.name}, {f'with {embedder.name}' if embedder else 'no model'}"
    before = time.process_time()
    got = evaluate(found.train, found.test, out_of_scope=found.foreign, embedder=embedder)
    used = f"{time.process_time() - before:.0f} s of CPU, with judging, without embedding"
    precision = got.accepted_precision or 0.0
    share = f"{got.accepted_share:.3f} at {precision:.3f}"
    least = accepted or 0.0
    size = f"{len(found.train[0]):,} + {len(found.test[0]):,} rows"
    lines = [
        _bar(f"{name}: accuracy", got.accuracy, accuracy, size),
        Measurement(
            f"{name}: accepted share at realised precision", share, f"{least:g} at 0.95",
            None, f">= {least:g} at >= 0.95" if accepted else ">= 0.95 precision",
            precision >= 0.95 and got.accepted_share >= least,
        ),
        Measurement(f"{name}: calibration error", f"{got.ece:.4f}", "0.02", got.ece / 0.02,
                    "<= 0.02", got.ece <= 0.02),
        Measurement(f"{name}: training", f"{got.train_seconds:.1f} s", "60 s",
                    got.train_seconds / 60, "<= 60 s", got.train_seconds <= 60, used),
    ]  # fmt: skip
    if got.oos_auroc is not None and got.oos_rejected_keeping_95 is not None:
        lines.append(_bar(f"{name}: out of scope, AUROC", got.oos_auroc, 0.976))
        rejected = got.oos_rejected_keeping_95
        lines.append(_bar(f"{name}: out of scope rejected, 95 % kept", rejected, 0.88))
    return lines


def _bar(what: str, value: float, bar: float, note: str = "") -> Measurement:
    return Measurement(what, f"{value:.4f}", f"{bar}", value / bar, f">= {bar}", value >= bar, note)


def _few_labels(folder: Path, embedder: Embedder | None) -> list[Measurement]:
    lines: list[Measurement] = []
    bars = {"BANKING77": 0.86, "CLINC150": 0.91, "IT tickets": 0.55}
    for found in (_banking(folder), _clinc(folder), _it(folder)):
        name, bar = f"{found.name}: ten labels per class", bars[found.name]
        if embedder is None:
            lines.append(_not_run(name, "needs a model"))
            continue
        drawn = [_drawn(found, lot) for lot in _LOTS]
        baseline = _mean([_mean_recall(_logistic, one, embedder) for one in drawn])
        each = [_mean_recall(_alone, one, embedder) for one in drawn]
        note = f"{_said(each)}; logistic regression over the vectors, same rows: {baseline:.4f}"
        lines.append(_bar(f"{name}, nothing else, mean recall", _mean(each), bar, note))
        each = [_mean_recall(_beside_unlabelled, one, embedder) for one in drawn]
        what = f"{name}, the other tickets without labels beside, mean recall"
        lines.append(_bar(what, _mean(each), bar, _said(each)))
    training, test = _split(_chosen(_it(folder).train, range(8_000)), 0.5)
    got = evaluate(training, test)
    lines.append(Measurement("IT tickets, 4,000 labels: calibration error", f"{got.ece:.4f}",
                             "0.04", got.ece / 0.04, "<= 0.04", got.ece <= 0.04))  # fmt: skip
    return lines


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _said(each: Sequence[float]) -> str:
    return f"mean of {', '.join(f'{one:.4f}' for one in each)}"


@dataclass(frozen=True)
class Few:
    """Ten rows of each label, up to 200 others of each to judge, and 6,000 texts of the rest."""

    training: Rows
    test: Rows
    others: list[str]


def _drawn(found: Labelled, lot: int) -> Few:
    training = _per_class(found.train, 10, lot)
    chosen = set(training[0])
    rows = [*zip(*found.train, strict=True), *zip(*found.test, strict=True)]
    texts, labels = zip(*(row for row in rows if row[0] not in chosen), strict=True)
    others = random.Random(1).sample(texts, min(len(texts), 6_000))
    return Few(training, _per_class((texts, labels), 200), others)


def _mean_recall(
    method: Callable[[Few, Embedder], Sequence[str]], few: Few, embedder: Embedder
) -> float:
    """The mean of the labels' recall.

    That is the accuracy of a test with as many rows of each label, like the data's official
    one, and hangs little on which rows those are.
    """
    truth = np.array(few.test[1])
    right = np.array(method(few, embedder)) == truth
    return float(np.mean([right[truth == label].mean() for label in np.unique(truth)]))


def _alone(few: Few, embedder: Embedder) -> Sequence[str]:
    """Predicted by what learnt from the ten rows of each label and from nothing else."""
    judged = evaluate(few.training, few.test, embedder=embedder)
    return [judged.model.classes[number] for number in judged.judged.label]


def _beside_unlabelled(few: Few, embedder: Embedder) -> Sequence[str]:
    """Predicted in two halves, each by what saw others than that half, without labels."""
    half = np.random.default_rng(0).permutation(len(few.test[0])) % 2
    found = np.empty(len(half), dtype=object)
    for number in (0, 1):
        rows = np.flatnonzero(half == number)
        test = _chosen(few.test, rows.tolist())
        judged_here = set(test[0])
        others = [text for text in few.others if text not in judged_here]
        got = evaluate(few.training, test, unlabelled=others, embedder=embedder)
        found[rows] = [got.model.classes[number] for number in got.judged.label]
    return found.tolist()


def _logistic(few: Few, embedder: Embedder) -> Sequence[str]:
    """Predicted by logistic regression over the vectors: what the bars were set by."""
    known = embedder.embed(few.training[0])
    fitted = LogisticRegression(C=30, max_iter=1_000).fit(known, few.training[1])
    return fitted.predict(embedder.embed(few.test[0])).tolist()


def _per_class(rows: Rows, most: int, lot: int = 1) -> Rows:
    """So many rows of each label, chosen by lot: neighbours in the file are often alike."""
    taken: dict[str, int] = {}
    places: list[int] = []
    order = list(range(len(rows[1])))
    random.Random(lot).shuffle(order)
    for place in order:
        label = rows[1][place]
        if taken.get(label, 0) < most:
            taken[label] = taken.get(label, 0) + 1
            places.append(place)
    return _chosen(rows, places)


def _shuffled(found: Labelled) -> Measurement:
    labels = list(found.train[1])
    random.Random(0).shuffle(labels)
    got = evaluate((found.train[0], labels), found.test)
    return _bar("shuffled labels: abstained", 1 - got.accepted_share, 0.99)


def _prediction(found: Labelled) -> list[Measurement]:
    model = train(*_chosen(found.train, range(10_000)))
    before = time.process_time()
    seconds = sorted(_timed(model, text) for text in found.test[0][:200])
    used = (time.process_time() - before) / len(seconds) * 1000
    late = seconds[int(len(seconds) * 0.95)] * 1000
    return [Measurement("one prediction with its reason, p95", f"{late:.1f} ms", "100 ms",
                        late / 100, "<= 100 ms", late <= 100,
                        f"{used:.1f} ms of CPU in the mean")]  # fmt: skip


def _timed(model: TriageModel, text: str) -> float:
    started = time.perf_counter()
    model.predict([text])
    return time.perf_counter() - started


# import, completeness, duplicates


def _import(folder: Path) -> list[Measurement]:
    """In a process of its own, so that the memory is that of the import alone."""
    with tempfile.TemporaryDirectory() as place:
        doubled = Path(place) / "events.csv"
        _twice(folder / "servicenow_incident_events_first_half.csv.gz", doubled, 142_000)
        script = [sys.executable, "-m", "tests.bench.bench_tickets", str(doubled), place]
        done = subprocess.run(script, capture_output=True, text=True, check=True)
    seconds, megabytes, tickets = json.loads(done.stdout)
    return [
        Measurement("import of 142,000 events", f"{seconds:.1f} s", "20 s", seconds / 20,
                    "<= 20 s", seconds <= 20, f"{tickets:,} tickets"),
        Measurement("import of 142,000 events: memory", f"{megabytes:.0f} MB", "600 MB",
                    megabytes / 600, "<= 600 MB", megabytes <= 600),
    ]  # fmt: skip


def _twice(source: Path, target: Path, rows: int) -> None:
    """The events, and again under other numbers, until there are that many."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        header, *lines = file.readlines()
    more = [f"9{line}" for line in lines]
    target.write_text(header + "".join((lines + more)[:rows]), encoding="utf-8")


def _import_here(file: Path, folder: Path) -> None:
    started = time.perf_counter()
    with closing(Workspace(folder / "workspace")) as workspace:
        store = TicketStore(workspace.database)
        import_paths(store, [file], BUILT_IN)
        seconds, tickets = time.perf_counter() - started, store.count()
    sys.stdout.write(json.dumps([seconds, peak_memory() / 1e6, tickets]))


def _completeness() -> Measurement:
    from tests.unit.tickets.test_completeness import cases
    from workbench.tickets.completeness.check import check

    texts = cases()
    exact = sum(frozenset(check(text).missing) == missing for missing, text in texts)
    return Measurement("completeness, own matrix", f"{exact} of {len(texts)}", str(len(texts)),
                       exact / len(texts), "100 %", exact == len(texts))  # fmt: skip


Told = tuple[str, set[str], set[str]]
"""A report, the items that it tells and those that it does not; what is debatable is in neither."""


def _written_tickets() -> Measurement:
    """Tickets written for this measurement alone: neither rules nor examples were made of them."""
    rows = _json_lines("completeness_tickets.jsonl")
    tickets = [(row["text"], set(row["present"]), set(row["missing"])) for row in rows]
    return _items_right("completeness, 200 written tickets", tickets)


def _combined_sentences(name: str, count: int) -> Measurement:
    """Sentences written for this measurement alone, each for one item, combined by lot.

    Those of the second file are by another writer; which of them were not understood was read
    before the last of the examples were written.
    """
    from workbench.tickets.completeness.items import ITEMS

    said: dict[str, list[str]] = {}
    for row in _json_lines(f"completeness_{name}.jsonl"):
        said.setdefault(row["item"], []).append(row["text"])
    dice, items = random.Random(5), [item.name for item in ITEMS]
    tickets: list[Told] = []
    for number in range(count):
        told = {item for item in items if dice.random() < 0.5}
        parts = [dice.choice(said[item]) for item in [*sorted(told), "none"]]
        dice.shuffle(parts)
        text = ("\n" if number % 2 else " ").join(parts)
        tickets.append((text, told, set(items) - told))
    return _items_right(f"completeness, {count} combinations, {name}", tickets)


def _json_lines(name: str) -> list[dict[str, Any]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _items_right(name: str, tickets: Sequence[Told]) -> Measurement:
    from workbench.tickets.completeness.check import check

    asked = present = skipped = missing = exact = 0
    for text, told, untold in tickets:
        found = set(check(text).missing)
        wrong = found & told, untold - found
        asked, present = asked + len(wrong[0]), present + len(told)
        skipped, missing = skipped + len(wrong[1]), missing + len(untold)
        exact += not any(wrong)
    right = 1 - (asked + skipped) / (present + missing)
    note = (
        f"asked for though told {asked}/{present}, not asked for though missing"
        f" {skipped}/{missing}, all right {exact}/{len(tickets)}"
    )
    return Measurement(f"{name}: items right", f"{right:.4f}", "-", None, "-", None, note)


def _duplicates(folder: Path, embedder: Embedder | None) -> list[Measurement]:
    """The rank of the earlier report that a report closed as duplicate is one of.

    The public exports say which reports were closed as duplicates, but not of which. That was
    judged by reading, among some thirty earlier ones that several methods put in front; where
    none fitted, the report is left out. So the figures are higher than the bars' own data would
    give, and are compared with the method that those bars were measured with.
    """
    judged = json.loads((Path(__file__).parent / "duplicate_pairs.json").read_text("utf-8"))
    reports = {name: _reports(folder / f"{name}.csv.gz") for name in judged}
    lines: list[Measurement] = []
    for how, model in (("no model", None), ("with model", embedder)):
        what = f"duplicates judged by reading: recall@5, {how}"
        if how == "with model" and model is None:
            lines.append(_not_run(what, "no embedding model is installed"))
            continue
        ours: list[int] = []
        plain: list[int] = []
        for name, true in judged.items():
            ids, tickets = reports[name]
            place = {own: number for number, own in enumerate(ids)}
            wanted = {place[own]: {place[one] for one in ones} for own, ones in true.items()}
            ours += _ranks(tickets, wanted, model)
            plain += _plain_ranks(tickets, wanted, model)
        here, there = _at_5(ours), _at_5(plain)
        lines.append(Measurement(what, f"{here:.3f}", f"{there:.3f}", here / there, ">= 1 x",
                                 here >= there, f"{len(ours)} reports; beside TF-IDF of words and"
                                 " pairs of words, and the model's cosine"))  # fmt: skip
    return lines


def _reports(file: Path) -> tuple[list[str], list[Wording]]:
    """Ids and wordings in the order of creation."""
    with tempfile.TemporaryDirectory() as place, closing(Workspace(Path(place))) as workspace:
        store = TicketStore(workspace.database)
        import_paths(store, [file], BUILT_IN)
        tickets = [ticket for ticket in store.all() if ticket.created is not None]
    tickets.sort(key=lambda ticket: (ticket.created, ticket.id))
    return [t.id for t in tickets], [worded(t.title, t.body) for t in tickets]


def _ranks(
    tickets: Sequence[Wording], wanted: dict[int, set[int]], embedder: Embedder | None
) -> list[int]:
    found = earlier_likeness(tickets, wanted=list(wanted), embedder=embedder)
    return [
        next((rank for rank, one in enumerate(candidates) if one.place in true), len(tickets))
        for true, candidates in zip(wanted.values(), found, strict=True)
    ]


def _plain_ranks(
    tickets: Sequence[Wording], wanted: dict[int, set[int]], embedder: Embedder | None
) -> list[int]:
    """By the method that the bars were measured with."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [ticket.whole for ticket in tickets]
    rows = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    vectors = None if embedder is None else embedder.embed([text[:300] for text in texts])
    found: list[int] = []
    for row, true in wanted.items():
        scores = (rows[row] @ rows[:row].T).toarray()[0]
        if vectors is not None:
            meant = vectors[:row] @ vectors[row]
            scores = scores / scores.std() + meant / meant.std()
        found.append(min(int((scores > scores[one]).sum()) for one in true))
    return found


def _at_5(ranks: Sequence[int]) -> float:
    return sum(rank < 5 for rank in ranks) / len(ranks)


if __name__ == "__main__":
    _import_here(Path(sys.argv[1]), Path(sys.argv[2]))
