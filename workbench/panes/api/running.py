"""Runs a collection or a folder of it away from the GUI thread; results come one by one."""

import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.apitest import report
from workbench.apitest.auth.token import Tokens
from workbench.apitest.client import Client
from workbench.apitest.data_file import read_rows
from workbench.apitest.diagnosis.answer import answer_of
from workbench.apitest.diagnosis.engine import diagnose
from workbench.apitest.engines import make_transport
from workbench.apitest.model import Folder, Placed, Variable
from workbench.apitest.redaction import Redaction
from workbench.apitest.runner import Execution, Run, RunOptions, RunState
from workbench.apitest.sandbox_setup import boot_code
from workbench.apitest.variables import Scope
from workbench.core.jsontypes import JsonValue
from workbench.core.progress import Progress
from workbench.core.secrets import SecretStore
from workbench.panes.api.sending import Outcome, guard_of, masking, only, secret_lookup
from workbench.storage.files import write_atomically


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a collection that can be run: the folders down to it, from the collection."""

    folders: tuple[Folder, ...]

    @property
    def name(self) -> str:
        """The names of the folders, from the collection down."""
        return " / ".join(folder.name for folder in self.folders)

    @property
    def requests(self) -> list[Placed]:
        """What it holds, in the order in which it runs."""
        return list(self.folders[-1].walk(self.folders[:-1]))

    def alone(self) -> Folder:
        """The collection with this part only; what it inherits from above stays."""
        return only(self.folders[:-1], self.folders[-1])


def parts(collection: Folder, above: tuple[Folder, ...] = ()) -> Iterator[Part]:
    """The collection and every folder of it, each before what it holds."""
    chain = (*above, collection)
    yield Part(chain)
    for entry in collection.items:
        if isinstance(entry, Folder):
            yield from parts(entry, chain)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is to be run, and how. `iterations` 0 means once for every row of the data."""

    part: Part
    environment: tuple[Variable, ...] = ()
    secrets: SecretStore | None = None
    reviewed: bool = False
    data: Path | None = None
    iterations: int = 0
    delay: float = 0.0
    stop_on_failure: bool = False
    working_folder: Path | None = None


@dataclass(slots=True)
class LiveRun:
    """The executions so far: added on the worker's thread, read on the GUI thread."""

    redaction: Redaction
    executions: list[Execution] = field(default_factory=list[Execution])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, execution: Execution) -> None:
        """One request was run."""
        with self._lock:
            self.executions.append(execution)

    def since(self, place: int) -> list[Execution]:
        """The executions from that place on."""
        with self._lock:
            return self.executions[place:]

    def outcome(self, execution: Execution) -> Outcome:
        """One execution with why it failed, as the answer's view shows it."""
        exchange = execution.exchange
        causes = () if exchange is None else tuple(diagnose(answer_of(exchange)))
        return Outcome(execution, causes, self.redaction)

    def write(self, path: Path, name: str) -> None:
        """Write the report: JUnit XML for .xml, else JSON. Raises OSError."""
        if path.suffix.lower() == ".xml":
            text = report.junit(self.executions, name, self.redaction)
        else:
            import json

            document: JsonValue = report.run_json(self.executions, self.redaction)
            text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        write_atomically(path, text.encode())


def start_of(plan: RunPlan) -> LiveRun:
    """An empty record of the run that is to come."""
    return LiveRun(masking(plan.environment))


def run(plan: RunPlan, live: LiveRun, progress: Progress) -> None:
    """Run it all. Raises UserError for a data file that cannot be read, Cancelled."""
    rows = read_rows(plan.data) if plan.data is not None else []
    client = Client(make_transport("curl"))
    options = RunOptions(
        iterations=plan.iterations,
        working_folder=plan.working_folder,
        delay=plan.delay,
        stop_on_failure=plan.stop_on_failure,
        scripts=plan.reviewed,
        secret=secret_lookup(plan.secrets, live.redaction),
        guard=guard_of(reviewed=plan.reviewed),
        tokens=Tokens(webbrowser.open),
    )
    state = RunState(environment=Scope(plan.environment))
    boot = boot_code() if plan.reviewed else None
    try:
        Run(plan.part.alone(), client, state, options, rows, boot).execute(progress, live.add)
    finally:
        client.close()
