"""Where sessions come from: lines of event ids, or log records that share a key."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.anomaly_findings import shown
from workbench.logs.sessions import Session
from workbench.logs.source import LogPath, Source, find_logs, open_source
from workbench.logs.survey import AS_THEY_ARE, Choices, Unreadable, survey_logs

_RECORDS = 8_192


def read_events(
    paths: Sequence[Path], progress: Progress, on_unreadable: Unreadable | None = None
) -> list[Session]:
    """Sessions from files with one session a line: event ids with spaces, 'id,' before them or not.

    Without an id a session is named by its line number. `on_unreadable` is told of a file that
    is read in part. Raises UserError for one that cannot be read.
    """
    sessions: list[Session] = []
    for log in find_logs(paths, progress):
        source = open_source(log, progress=progress)
        if on_unreadable is not None and source.damage:
            on_unreadable(UserError(source.damage))
        text = _whole_text(source)
        source.close()
        for number, line in enumerate(text.splitlines(), 1):
            head, comma, tail = line.partition(",")
            named = bool(comma) and " " not in head.strip()
            events = (tail if named else line).replace(",", " ").split()
            if events:
                sessions.append(Session(head.strip() if named else str(number), tuple(events)))
    return sessions


def _whole_text(source: Source) -> str:
    pieces: list[bytes] = []
    while piece := source.read(sum(map(len, pieces)), source.size):
        pieces.append(piece)
    return b"".join(pieces).decode("utf-8", "replace")


def sessions_by_key(
    key: str,
    paths: Sequence[Path],
    train: Sequence[Path],
    progress: Progress,
    choices: Choices = AS_THEY_ARE,
    *,
    on_unreadable: Unreadable | None = None,
) -> tuple[list[Session], list[Session], dict[str, str]]:
    """Sessions, training sessions and the name of each event: records that share a key.

    `key` is a regular expression, its first group is the session's id; events are template ids.
    A record with several keys belongs to each of their sessions; one without belongs to none.
    `on_unreadable`: as for a survey.
    Raises UserError for a pattern that is none, or matches nothing.
    """
    pattern = _pattern(key)
    training_logs, logs = find_logs(train, progress), find_logs(paths, progress)
    found = survey_logs(
        logs,
        baseline=training_logs,
        choices=choices,
        progress=progress,
        on_unreadable=on_unreadable,
    )
    readable = set(found.names)
    groups: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    ids = iter(found.template_ids.tolist())
    record = 0
    for log in (one for one in [*training_logs, *logs] if str(one) in readable):
        for text in _first_lines(log, choices, progress):
            event = str(next(ids))
            for name in dict.fromkeys(_keys(pattern, text)):
                groups[record < found.baseline].setdefault(name, []).append(event)
            record += 1
    sessions, training = (
        [Session(name, tuple(events)) for name, events in group.items()] for group in groups
    )
    if not sessions:
        raise UserError(f"--key '{key}' matches no record.", "Try it with 'logs search' first.")
    names = {str(template.id): shown(template) for template in found.templates}
    return sessions, training, names


def _keys(pattern: re.Pattern[bytes], text: bytes) -> Iterator[str]:
    """The ids in a line: the first group of each match, or the whole match."""
    for match in pattern.finditer(text):
        key = match[1] if pattern.groups else match[0]
        if key:
            yield key.decode("utf-8", "replace")


def _first_lines(log: LogPath, choices: Choices, progress: Progress) -> Iterator[bytes]:
    """The first line of every record of a log."""
    opened = choices.open(log, progress)
    try:
        count = len(opened.records)
        for start in range(0, count, _RECORDS):
            progress.report(start, count, f"sessions of {log.path.name}")
            stop = min(start + _RECORDS, count)
            places = opened.records.lines_of(np.arange(start, stop, dtype=np.int64))
            first = int(places[0])
            lines = opened.lines(first, int(places[-1]) + 1)
            yield from (lines[place - first] for place in places.tolist())
    finally:
        opened.close()


def _pattern(key: str) -> re.Pattern[bytes]:
    try:
        pattern = re.compile(key.encode())
    except re.error as error:
        raise UserError(f"--key '{key}' is no regular expression: {error}.", "Mend it.") from error
    return pattern
