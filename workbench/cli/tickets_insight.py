"""What the desk says of tickets: complete or not, category, duplicates, figures."""

import argparse
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.input_path import input_path
from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.cli.workspaces import open_workspace
from workbench.core import time
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import duration, table
from workbench.storage.files import write_atomically

if TYPE_CHECKING:
    from workbench.search.documents import Hit
    from workbench.tickets.desk import Triage
    from workbench.tickets.likeness import Candidate, Wording
    from workbench.tickets.metrics import Metric

_CANDIDATES = 10


def build(verbs: Verbs) -> None:
    """Declare check, triage, duplicates and metrics."""
    verb = verbs.add("check", _check, "What a report says, what is missing, and a reply.",
                     example='tickets check --text "The AI is broken"')  # fmt: skip
    verb.add_argument("id", nargs="?", metavar="ID")
    verb.add_argument("--text", metavar="TEXT", help="check this text instead of a ticket")
    verb = verbs.add("triage", _triage, "Category, priority, route and similar tickets.",
                     example="tickets triage REC-1041 --explain")  # fmt: skip
    verb.add_argument("ids", nargs="*", metavar="ID", help="default: all unfinished tickets")
    verb.add_argument("--explain", action="store_true", help="say why, in words")
    verb = verbs.add("duplicates", _duplicates, "Which earlier tickets a ticket is like.",
                     example="tickets duplicates")  # fmt: skip
    verb.add_argument("--from-csv", type=input_path, metavar="FILE",
                      help="rank the earlier rows of a CSV for each of its rows")  # fmt: skip
    verb.add_argument("--text", metavar="COL[,COL]", help="columns of text, the title first")
    verb.add_argument("--id", metavar="COL", help="column of the id (default: found by name)")
    verb.add_argument("--pairs", type=output_path, metavar="OUT.csv",
                      help="write id,candidate,score,rank")  # fmt: skip
    verb.add_argument("--no-model", action="store_true",
                      help="leave an installed embedding model out")  # fmt: skip
    verb = verbs.add("metrics", _metrics, "Figures with their definitions.",
                     example="tickets metrics --by team")  # fmt: skip
    verb.add_argument("--since", metavar="T", help="tickets opened from then on")
    verb.add_argument("--until", metavar="T", help="tickets opened before then")
    verb.add_argument("--by", choices=["team", "category", "priority"])


def _check(options: argparse.Namespace) -> Answer:
    from workbench.tickets.completeness.check import check, reply

    if (options.id is None) == (options.text is None):
        raise UserError("Name a ticket or give --text.", "Not both, not neither.")
    if options.text is not None:
        result, name = check(options.text), None
    else:
        from workbench.tickets.desk import Desk
        from workbench.tickets.told import told_of

        with closing(open_workspace(options)) as workspace:
            ticket = Desk(workspace).store.get(options.id)
        said = told_of(ticket)
        known = ["who"] if ticket.reporter else []
        result, name = check(said, known), ticket.reporter
    answer = reply(result, name)
    data: JsonObject = {
        "present": list(result.present),
        "missing": list(result.missing),
        "not_sure": list(result.not_sure),
        "language": result.language or None,
        "reply": answer,
        "evidence": dict(result.present),
    }
    rows = [(item, words) for item, words in result.present.items()]
    rows += [(item, "(missing)") for item in result.missing]
    unread = f"(not sure: reports in {result.language} are not read for it)"
    rows += [(item, unread) for item in result.not_sure]
    return Answer(data, f"{table(['item', 'said'], rows)}\n\n{answer}")


def _triage(options: argparse.Namespace) -> Answer:
    from workbench.cli.kb import MOST_EMBEDDED
    from workbench.knowledge.indexing import index_workspace
    from workbench.search.opening import open_search
    from workbench.tickets.desk import Desk
    from workbench.tickets.findable import how_it_ended
    from workbench.tickets.triage.embedding import installed_embedder
    from workbench.tickets.triage.judging import keep_learning

    with closing(open_workspace(options)) as workspace:
        desk = Desk(workspace)
        if options.ids:
            tickets = [desk.store.get(ticket_id) for ticket_id in options.ids]
        else:
            tickets = desk.store.all(unfinished=True)
        with installed_embedder() as embedder:
            keep_learning(desk.store.database, embedder, terminal_progress())
        index_workspace(workspace)
        if not workspace.read_only:
            with open_search(workspace) as search:
                search.index.embed_missing(terminal_progress(), MOST_EMBEDDED)
        found = desk.triage(tickets)
        ended = {hit.key: how_it_ended(desk.store.get(hit.key))
                 for entry in found for hit in entry.similar}  # fmt: skip
    rows = [
        (t.ticket.id, t.category or "needs a person", t.confidence, t.priority.level,
         t.route.person or t.route.team, t.ticket.title[:50])
        for t in found
    ]  # fmt: skip
    text = table(["id", "category", "confidence", "priority", "route", "title"], rows)
    if options.explain:
        text += "".join(f"\n\n{_explained(entry)}" for entry in found)
    return Answer({"tickets": [_triaged(entry, ended, options.explain) for entry in found]}, text)


def _triaged(entry: "Triage", ended: Mapping[str, str], explain: bool) -> JsonObject:
    data: JsonObject = {
        "id": entry.ticket.id,
        "category": entry.category,
        "confidence": entry.confidence,
        "accepted": entry.accepted,
        "top": [{"category": name, "probability": share} for name, share in entry.top],
        "priority": entry.priority.level,
        "priority_reason": entry.priority.reason,
        "route": {
            "team": entry.route.team,
            "person": entry.route.person,
            "reason": entry.route.reason,
        },
        "similar": [_hit(hit) | {"ended": ended[hit.key]} for hit in entry.similar],
        "articles": [_hit(hit) for hit in entry.articles],
    }
    return data | {"reason": entry.reason} if explain else data


def _hit(hit: "Hit") -> JsonObject:
    return {
        "id": hit.key,
        "title": hit.title,
        "section": hit.section,
        "score": round(hit.score, 4),
        "why": hit.why,
    }


def _explained(entry: "Triage") -> str:
    similar = "; ".join(f"{hit.key} {hit.title[:40]}" for hit in entry.similar) or "none"
    articles = "; ".join(f"{hit.title}, {hit.section}" for hit in entry.articles) or "none"
    return "\n".join(
        [
            f"{entry.ticket.id}: {entry.ticket.title}",
            f"  {entry.reason}",
            f"  {entry.priority.reason}",
            f"  {entry.route.reason}",
            f"  Similar: {similar}",
            f"  Articles: {articles}",
        ]
    )


def _duplicates(options: argparse.Namespace) -> Answer:
    from workbench.tickets.likeness import LIKELY, LIKELY_WITH_MEANING, earlier_likeness
    from workbench.tickets.triage.embedding import installed_embedder

    if not options.from_csv and (options.text or options.id):
        raise UserError("--text and --id name columns of a CSV.", "Name the file with --from-csv.")
    if options.from_csv:
        ids, texts = _csv_texts(options.from_csv, options.text, options.id)
    else:
        ids, texts = _workspace_texts(options)
    with installed_embedder() as installed:
        embedder = None if options.no_model else installed
        found = earlier_likeness(
            texts, most=_CANDIDATES, embedder=embedder, progress=terminal_progress()
        )
    likely = LIKELY if embedder is None else LIKELY_WITH_MEANING
    least = 0.0 if options.from_csv else likely  # a file's rows are ranked, all of them
    kept = [[c for c in candidates if c.score >= least] for candidates in found]
    if options.pairs:
        write_atomically(options.pairs, _pairs(ids, kept))
    shown: list[JsonValue] = [
        {
            "id": own,
            "candidates": [{"id": ids[c.place], "score": round(c.score, 6)} for c in candidates],
        }
        for own, candidates in zip(ids, kept, strict=True)
        if candidates or options.from_csv
    ]
    rows = [
        (own, ids[candidates[0].place], candidates[0].score)
        for own, candidates in zip(ids, kept, strict=True)
        if candidates
    ]
    return Answer({"suggestions": shown}, table(["id", "most like", "score"], rows))


def _csv_texts(
    path: Path, columns: str | None, id_column: str | None
) -> tuple[list[str], list["Wording"]]:
    """Ids and wordings of a CSV's rows in order; the row number (from 0) where there is no id."""
    from workbench.tickets.importing import files
    from workbench.tickets.importing.formats.plain_csv import suggest_mapping
    from workbench.tickets.likeness import worded, worded_without_title

    opened = files.open_table(path)
    mapping = suggest_mapping(opened.header, {})
    names = columns.split(",") if columns else [mapping[f] for f in ("title", "body")
                                                if f in mapping]  # fmt: skip
    if not names:
        raise UserError(f"{path} has no text column that is known.", "Name it with --text COL.")
    places = [files.column(opened, name.strip(), path) for name in names]
    id_name = id_column or mapping.get("id")
    id_place = files.column(opened, id_name, path) if id_name else None
    ids: list[str] = []
    texts: list[Wording] = []
    for number, short in opened.rows:
        cells = short + [""] * (len(opened.header) - len(short))
        first, *rest = (cells[place] for place in places)
        texts.append(worded(first, "\n".join(rest)) if rest else worded_without_title(first))
        own = cells[id_place].strip() if id_place is not None else ""
        ids.append(own or str(number - 1))
    return ids, texts


def _workspace_texts(options: argparse.Namespace) -> tuple[list[str], list["Wording"]]:
    from workbench.tickets.desk import Desk
    from workbench.tickets.likeness import worded

    with closing(open_workspace(options)) as workspace:
        tickets = Desk(workspace).store.all()
    tickets.sort(key=lambda t: (t.created is None, t.created or time.now(), t.id))
    return [t.id for t in tickets], [worded(t.title, t.body) for t in tickets]


def _pairs(ids: Sequence[str], found: Sequence[Sequence["Candidate"]]) -> bytes:
    from workbench.tickets.safe_csv import csv_bytes

    rows = [
        (own, ids[candidate.place], f"{candidate.score:.6f}", rank)
        for own, candidates in zip(ids, found, strict=True)
        for rank, candidate in enumerate(candidates, 1)
    ]
    return csv_bytes(["id", "candidate", "score", "rank"], rows)


def _metrics(options: argparse.Namespace) -> Answer:
    from workbench.tickets.desk import Desk
    from workbench.tickets.metrics import grouped, in_period, metrics, undated
    from workbench.tickets.moments import read_moment

    with closing(open_workspace(options)) as workspace:
        desk = Desk(workspace)
        tickets = desk.store.all()
    zone = desk.policy.calendar.zone
    since, until = (
        None if text is None else read_moment(text, zone, option)
        for option, text in (("--since", options.since), ("--until", options.until))
    )
    if since is not None and until is not None and until <= since:
        raise UserError("The period ends before it begins.", "Give --since before --until.")
    chosen, left = in_period(tickets, since, until), undated(tickets, since, until)
    moment = desk.policy.now()
    figures = metrics(chosen, desk.policy, moment, len(left))
    data: JsonObject = {"metrics": [_figure(metric) for metric in figures]}
    text = table(["figure", "value", "n", "left out", "definition"],
                 [_figure_row(metric) for metric in figures])  # fmt: skip
    if options.by:
        parts, left_parts = grouped(chosen, options.by), grouped(left, options.by)
        groups = {
            key: metrics(parts.get(key, []), desk.policy, moment, len(left_parts.get(key, [])))
            for key in sorted({*parts, *left_parts})
        }
        data["by"] = options.by
        data["groups"] = {key: [_figure(m) for m in part] for key, part in groups.items()}
        for key, part in groups.items():
            text += f"\n\n{options.by}: {key}\n"
            text += table(["figure", "value", "n"], [_figure_row(m)[:3] for m in part])
    return Answer(data, text)


def _figure(metric: "Metric") -> JsonObject:
    return {
        "name": metric.name,
        "title": metric.title,
        "value": metric.value,
        "unit": metric.unit,
        "count": metric.count,
        "n": metric.n,
        "excluded": [{"reason": why, "n": number} for why, number in metric.excluded.items()],
        "definition": metric.definition,
    }


def _figure_row(metric: "Metric") -> tuple[str, str, int, str, str]:
    excluded = "; ".join(f"{number:,} {why}" for why, number in metric.excluded.items())
    return metric.title, shown_value(metric), metric.n, excluded, metric.definition


def shown_value(metric: "Metric") -> str:
    """A figure in words: 'unknown', '12 %', '3 d 4 h'."""
    if metric.value is None:
        return "unknown"
    if metric.unit == "share":
        return f"{metric.value:.1%}"
    return duration(metric.value) if metric.unit == "seconds" else f"{metric.value:,.0f}"
