"""`workbench kb`: articles: import, write, check, export, search."""

import argparse
import getpass
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.input_path import article_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.cli.workspaces import open_workspace, workspace_to_fill
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count, table

if TYPE_CHECKING:
    from workbench.knowledge.article import Article
    from workbench.knowledge.findings import Finding
    from workbench.search.documents import Found

INVALID = frozenset(
    {"front-matter", "wrong-date", "duplicate-id", "missing-part", "broken-link", "unreadable"}
)
"""The kinds of findings with which an article does not pass; the others are advice."""

MOST_EMBEDDED = 1000
"""How many sections a question in mode `auto` reads for meaning before it is answered."""


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    verb = verbs.add(
        "import", _import, "take Markdown files into the workspace", example="kb import knowledge/"
    )
    verb.add_argument(
        "paths", nargs="+", type=article_path, metavar="PATH", help="files, folders, zips or -"
    )
    verb = verbs.add(
        "new", _new, "make an article from a template", example="kb new --template runbook"
    )
    verb.add_argument("--template", required=True, metavar="NAME", help="kind of article")
    verb.add_argument("--title", help="its title (default: the kind's name)")
    verb.add_argument("--owner", help="who keeps it right (default: you)")
    verb = verbs.add(
        "check", _check, "check articles: complete, linked, well spelt, plain", example="kb check"
    )
    verb.add_argument(
        "paths", nargs="*", type=article_path, metavar="PATH", help="default: all articles"
    )
    verb = verbs.add("export", _export, "write articles as HTML", example="kb export -o pages/")
    verb.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    verb.add_argument("--tag", help="only articles with this tag")
    verb = verbs.add(
        "search", _search, "find the section that answers", example='kb search "why 502 errors"'
    )
    verb.add_argument("query", help="plain words; put -- before one that starts with a dash")
    verb.add_argument("-k", type=int, default=10, metavar="N", help="how many (default 10)")
    verb.add_argument("--kind", choices=["article", "ticket", "all"], default="all")
    verb.add_argument("--tag", help="only what carries this tag")
    verb.add_argument("--mode", choices=["auto", "lexical", "hybrid"], default="auto")


def _import(options: argparse.Namespace) -> Answer:
    from workbench.knowledge.importing import import_paths
    from workbench.knowledge.shelf import Shelf

    with workspace_to_fill(options) as workspace:
        result = import_paths(Shelf(workspace.articles), options.paths, terminal_progress())
    data: JsonObject = {
        "added": result.added,
        "unchanged": result.unchanged,
        "pictures": result.pictures,
        "rejected": [{"path": path, "reason": reason} for path, reason in result.rejected],
        "ignored": result.ignored,
    }
    lines = [
        f"{count(len(result.added), 'article')} added, {len(result.unchanged)} unchanged,"
        f" {len(result.rejected)} refused."
    ]
    if result.ignored:
        lines.append(f"{count(result.ignored, 'file')} left out: neither Markdown nor a picture.")
    lines += [f"{path}: {reason}" for path, reason in result.rejected]
    return Answer(data, "\n".join(lines), 1 if result.rejected else 0)


def _new(options: argparse.Namespace) -> Answer:
    from workbench.knowledge.kinds import kind_named
    from workbench.knowledge.shelf import Shelf

    kind = kind_named(options.template)
    title = " ".join((options.title or "").split()) or f"New {kind.label.lower()}"
    with workspace_to_fill(options) as workspace:
        shelf = Shelf(workspace.articles)
        article = shelf.create_from_template(kind, title, options.owner or getpass.getuser())
        place = str(shelf.place(article.path))
    return Answer({"path": place, "kind": kind.name, "title": article.title}, place)


def _check(options: argparse.Namespace) -> Answer:
    from workbench.knowledge.checking import check_paths

    if options.paths:
        results = check_paths(options.paths, terminal_progress())
    else:
        with closing(open_workspace(options)) as workspace:
            results = check_paths([workspace.articles], terminal_progress())
    data: JsonObject = {
        "articles": [
            {"path": path, "findings": [_finding_json(one) for one in findings]}
            for path, findings in results
        ]
    }
    rows = [
        (f"{path}:{one.line}", one.kind, one.message) for path, found in results for one in found
    ]
    text = table(["where", "kind", "what"], rows) if rows else "Nothing to mention."
    invalid = any(one.kind in INVALID for _, findings in results for one in findings)
    return Answer(data, text, 1 if invalid else 0)


def _export(options: argparse.Namespace) -> Answer:
    from workbench.knowledge.export import export_html
    from workbench.knowledge.shelf import Shelf

    with closing(open_workspace(options)) as workspace:
        shelf = Shelf(workspace.articles)
        articles, _ = shelf.read_all()
        chosen = [article for article in articles if _has_tag(article, options.tag)]
        today = datetime.now(UTC).astimezone().date()
        written = export_html(chosen, options.output, shelf.folder, today)
    text = f"{count(len(chosen), 'article')} written to {options.output}."
    return Answer({"folder": str(options.output), "files": written}, text)


def _has_tag(article: "Article", tag: str | None) -> bool:
    return tag is None or tag.lower() in (own.lower() for own in article.tags)


def _search(options: argparse.Namespace) -> Answer:
    from workbench.knowledge.indexing import index_shelf
    from workbench.knowledge.shelf import Shelf
    from workbench.search.documents import Mode
    from workbench.search.opening import open_search

    if options.k < 1:
        raise UserError("-k must be 1 or more.")
    with (
        closing(open_workspace(options)) as workspace,
        open_search(workspace, Mode(options.mode)) as search,
    ):
        index_shelf(search.index, Shelf(workspace.articles))
        wait_for = None if Mode(options.mode) is Mode.HYBRID else MOST_EMBEDDED
        search.index.embed_missing(terminal_progress(), wait_for)
        kind = None if options.kind == "all" else options.kind
        found = search.index.search(
            options.query, options.k, mode=Mode(options.mode), kind=kind, tag=options.tag
        )
        search.index.save()
        state = search.chip()
    return _search_answer(found, state, search.problem)


def _search_answer(found: "Found", state: str, problem: str) -> Answer:
    results: list[JsonObject] = [
        {
            "rank": rank,
            "score": hit.score,
            "kind": hit.kind,
            "id": hit.key,
            "title": hit.title,
            "section": hit.section or None,
            "line": hit.line,
            "snippet": hit.snippet,
            "why": hit.why,
        }
        for rank, hit in enumerate(found.hits, 1)
    ]
    lines = [
        f"{rank}. {hit.title}{f' > {hit.section}' if hit.section else ''}  [{hit.key}:{hit.line}]\n"
        f"   {hit.snippet}\n   {hit.why}"
        for rank, hit in enumerate(found.hits, 1)
    ]
    if problem:
        lines.append(problem)
    elif found.mode.value == "hybrid" and "(" in state:
        lines.append(f"Searched by {state}; --mode hybrid reads the rest first.")
    data: JsonObject = {"mode": found.mode.value, "state": state, "results": results}
    if problem:
        data["problem"] = problem
    return Answer(data, "\n".join(lines) or "Nothing was found.")


def _finding_json(one: "Finding") -> JsonObject:
    return {"line": one.line, "kind": one.kind, "message": one.message}
