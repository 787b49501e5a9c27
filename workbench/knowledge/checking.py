"""Checks files and folders that a person names, wherever they are."""

from collections.abc import Sequence
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.knowledge.article import Article
from workbench.knowledge.check import check_articles, context_of
from workbench.knowledge.findings import Finding
from workbench.knowledge.shelf import Shelf

Checked = list[tuple[str, list[Finding]]]


def check_paths(paths: Sequence[Path], progress: Progress) -> Checked:
    """Every article below the paths with its findings, each path as a person would name it.

    A file that is named itself and cannot be read raises UserError; one that is found in a
    folder is a finding.
    """
    results: Checked = []
    for path in paths:
        if path.is_dir():
            results += _check_folder(path, progress)
        elif path.is_file():
            results += _check_file(path, progress)
        else:
            raise UserError(f"{path} is not there.", "Name a Markdown file or a folder of them.")
    return results


def _check_folder(folder: Path, progress: Progress) -> Checked:
    shelf = Shelf(folder)
    articles, unreadable = shelf.read_all()
    results = _checked(articles, articles, folder, progress)
    results += [
        (str(folder / entry.path), [Finding(1, 1, 1, "unreadable", entry.reason)])
        for entry in unreadable
    ]
    return sorted(results)


def _check_file(path: Path, progress: Progress) -> Checked:
    """One file, with the articles beside it as what it may link to."""
    shelf = Shelf(path.parent)
    article = shelf.read(path.name)
    neighbours = [shelf.read(path.name)]
    for name in shelf.paths():
        try:
            neighbours += [shelf.read(name)] if name != path.name else []
        except UserError:
            continue  # what lies beside it is not what was asked about
    return _checked([article], neighbours, path.parent, progress)


def _checked(
    articles: Sequence[Article], context: Sequence[Article], folder: Path, progress: Progress
) -> Checked:
    known = context_of(context, folder=folder)
    return [
        (str(folder / article.path), findings)
        for article, findings in check_articles(articles, known, progress)
    ]
