"""Following a runbook step by step: what was done, when, by whom, with which evidence."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.text import duration
from workbench.core.time import iso
from workbench.knowledge.article import Article
from workbench.knowledge.structure import Step, steps_of
from workbench.knowledge.tables import SCHEMA
from workbench.storage.database import Database

_PARTS = ("checks", "steps", "verification")
_SIGN_OFF = re.compile(
    r"\bsign[- ]?off\b|\bapproval (by|of|from)\b|\bneeds? consent\b", re.IGNORECASE
)
_CODE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(.*?)^[ \t]*\1", re.MULTILINE | re.DOTALL)
TODO, DONE, SKIPPED, FAILED = "to do", "done", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run. `needs_sign_off` steps are only done with a name and a reason."""

    part: str
    text: str
    line: int
    body: str
    commands: tuple[str, ...] = ()
    needs_sign_off: bool = False
    state: str = TODO
    finished: str | None = None
    note: str = ""
    signed_by: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A run of an article: who, when, and every step."""

    path: str
    title: str
    version: str
    runner: str
    started: str
    steps: tuple[RunStep, ...]
    ended: str | None = None
    id: int | None = None

    @property
    def next_step(self) -> int | None:
        """The first step that is to do; None when all are dealt with."""
        return next((n for n, step in enumerate(self.steps) if step.state == TODO), None)

    @property
    def progress(self) -> str:
        """In words: "4 of 9 steps"."""
        dealt_with = sum(step.state != TODO for step in self.steps)
        return f"{dealt_with} of {len(self.steps)} steps"


def begin(article: Article, runner: str, moment: datetime) -> Run:
    """Start a run. Raises UserError when the article has no steps."""
    steps = tuple(
        _run_step(part, step)
        for part in _PARTS
        for step in steps_of(article.text, part)
        if step.text
    )
    if not steps:
        raise UserError(
            f"{article.title} has no steps to follow.",
            "Write them as a numbered list under 'Steps'.",
        )
    version = article.front.text("verified_on") or article.front.text("state") or "not verified"
    return Run(article.path, article.title, version, runner, iso(moment) or "", steps)


def finish(
    run: Run,
    number: int,
    moment: datetime,
    *,
    state: str = DONE,
    signed_by: str = "",
    reason: str = "",
) -> Run:
    """Mark a step as done, skipped or failed.

    Raises UserError for a step that needs sign-off without a name and a reason, and for
    one that is skipped without a reason.
    """
    step = run.steps[number]
    if state == DONE and step.needs_sign_off and not (signed_by.strip() and reason.strip()):
        raise UserError("This step needs sign-off.", "Give the name of who agreed, and why.")
    if state == SKIPPED and not reason.strip():
        raise UserError("A skipped step needs a reason.", "Say why it is left out.")
    changed = replace(
        step, state=state, finished=iso(moment), signed_by=signed_by.strip(), reason=reason.strip()
    )
    return _with_step(run, number, changed)


def reopen(run: Run, number: int) -> Run:
    """Take back what was marked last; notes and evidence stay."""
    step = replace(run.steps[number], state=TODO, finished=None, signed_by="", reason="")
    return replace(_with_step(run, number, step), ended=None)


def annotate(run: Run, number: int, note: str, evidence: tuple[str, ...] = ()) -> Run:
    """Set a step's note and add evidence (content hashes or titles) to it."""
    step = run.steps[number]
    return _with_step(run, number, replace(step, note=note, evidence=step.evidence + evidence))


def end(run: Run, moment: datetime) -> Run:
    """End the run, whatever is still to do."""
    return replace(run, ended=iso(moment))


def as_markdown(run: Run) -> str:
    """The record for people: one table of steps, with notes, names and times."""
    lines = [f"# Run of {run.title}", "", f"Runner: {run.runner}. Started: {run.started}."]
    if run.ended:
        taken = datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.started)
        lines.append(f"Ended: {run.ended} (took {duration(taken.total_seconds())}).")
    lines += ["", "| step | state | when | sign-off | note |", "|---|---|---|---|---|"]
    for number, step in enumerate(run.steps, 1):
        signed = f"{step.signed_by}: {step.reason}" if step.signed_by else step.reason
        note = "; ".join([*([step.note] if step.note else []), *step.evidence])
        cells = (f"{number}. {step.text}", step.state, step.finished or "", signed, note)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_evidence(run: Run) -> Evidence:
    """The record as evidence for a timeline."""
    return Evidence(
        kind="article-run",
        title=f"{run.title}: {run.progress}",
        source=f"{run.path}, run by {run.runner}",
        time=datetime.fromisoformat(run.started),
        payload={"text": as_markdown(run), "open": {"pane": "knowledge", "path": run.path}},
    )


class Runs:
    """The runs of a workspace; each change is kept at once, so that a crash loses none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.use(SCHEMA)

    def save(self, run: Run) -> Run:
        """Keep the run as it is now; gives it with its id."""
        with self._database.write() as writer:
            if run.id is None:
                number = writer.execute(
                    "INSERT INTO run (path, record) VALUES (?, '')", (run.path,)
                ).lastrowid
                run = replace(run, id=number)
            record = json.dumps(asdict(run), ensure_ascii=False)
            writer.execute("UPDATE run SET record = ? WHERE id = ?", (record, run.id))
        return run

    def of(self, path: str) -> list[Run]:
        """Every run of an article, newest first."""
        rows = self._database.connection().execute(
            "SELECT record FROM run WHERE path = ? ORDER BY id DESC", (path,)
        )
        return [_read(json.loads(row[0])) for row in rows]


class RunUnderWay:
    """One run that is saved again and again, under the number that its first saving gave."""

    def __init__(self, runs: Runs, run: Run) -> None:
        self._runs = runs
        self._number = run.id

    def save(self, run: Run) -> None:
        """Keep the run as it is now."""
        self._number = self._runs.save(replace(run, id=self._number)).id


def _run_step(part: str, step: Step) -> RunStep:
    body = "\n".join(step.lines)
    commands = tuple(_dedented(match[2]) for match in _CODE.finditer(body))
    return RunStep(
        part=part,
        text=step.text,
        line=step.line,
        body=body,
        commands=commands,
        needs_sign_off=bool(_SIGN_OFF.search(step.text)),
    )


def _dedented(code: str) -> str:
    lines = code.rstrip("\n").split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)


def _with_step(run: Run, number: int, step: RunStep) -> Run:
    return replace(run, steps=(*run.steps[:number], step, *run.steps[number + 1 :]))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _read(record: dict[str, Any]) -> Run:
    steps = tuple(_read_step(step) for step in record.pop("steps"))
    return Run(**record, steps=steps)


def _read_step(record: dict[str, Any]) -> RunStep:
    lists: dict[str, Any] = {name: tuple(record.pop(name)) for name in ("commands", "evidence")}
    return RunStep(**record, **lists)
