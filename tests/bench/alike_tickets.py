"""Measures what the queue shows as alike: whether the ticket that reports the same is there."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tests.bench.measure import Measurement
from workbench.search.alike import StoredMeaning
from workbench.search.index import SearchIndex
from workbench.search.models import model_in_use
from workbench.search.opening import open_search
from workbench.storage.workspace import Workspace
from workbench.tickets.desk import Desk
from workbench.tickets.findable import AlikeFinder
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths


def measure_alike(folder: Path) -> list[Measurement]:
    """For the pairs judged by reading, by words alone and with a model."""
    judged: dict[str, dict[str, list[str]]] = json.loads(
        (Path(__file__).parent / "duplicate_pairs.json").read_text("utf-8")
    )
    by_words: list[bool] = []
    with_meaning: list[bool] = []
    for name, same in judged.items():
        with (
            tempfile.TemporaryDirectory() as place,
            closing(Workspace(Path(place))) as workspace,
        ):
            desk = Desk(workspace)
            import_paths(desk.store, [folder / f"{name}.csv.gz"], BUILT_IN)
            desk.index()
            index = SearchIndex(workspace.database, workspace.cache)
            by_words += _found(desk, AlikeFinder(index, None), same)
            model = model_in_use()
            if model is not None:
                with open_search(workspace) as search:
                    search.index.embed_missing()
                meaning = StoredMeaning(workspace.database, model)
                with_meaning += _found(desk, AlikeFinder(index, meaning), same)
    what = "alike in the queue: one that reports the same is among the five"
    plain = sum(by_words) / len(by_words)
    lines = [Measurement(f"{what}, words", f"{plain:.3f}", "-", None, "-", None)]
    if not with_meaning:
        why = "no embedding model is installed"
        return [*lines, Measurement(f"{what}, with model", "-", "-", None, "-", None, why)]
    full = sum(with_meaning) / len(with_meaning)
    note = f"{len(with_meaning)} reports; beside words alone"
    return [
        *lines,
        Measurement(f"{what}, with model", f"{full:.3f}", f"{plain:.3f}", full / plain,
                    ">= 1 x (own)", full >= plain, note),
    ]  # fmt: skip


def _found(desk: Desk, finder: AlikeFinder, same: Mapping[str, Sequence[str]]) -> list[bool]:
    found: list[bool] = []
    for ticket_id, others in same.items():
        similar, _ = finder.alike(desk.store.get(ticket_id))
        found.append(any(hit.key in others for hit in similar))
    return found
