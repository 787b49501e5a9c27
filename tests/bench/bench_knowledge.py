"""Articles: byte identity, spelling, duplicates, preview and typing, kills. Needs --data."""

import json
import os
import random
import re
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.bench.child import answer_of
from tests.bench.measure import Measurement
from tests.bench.misspelling import misspelt_word
from tests.faults.kill_loops import survived_article_saves
from workbench.knowledge.article import Article, article_from
from workbench.knowledge.duplicates import near_duplicates
from workbench.knowledge.filetext import read_text
from workbench.knowledge.prose import prose_of
from workbench.knowledge.spelling import Speller, words_of_many_pages
from workbench.search.evaluate import percentile

_KILLS = 50


def measure(data: Path | None) -> list[Measurement]:
    """All lines of the table."""
    _application = QApplication.instance() or QApplication([])
    pages = _pages(data)
    lines: list[Measurement] = []
    if pages:
        lines += [_byte_identity(pages), *_spelling(pages), *_duplicates(pages)]
    else:
        lines.append(Measurement("shared runbooks", "-", "-", None, "-", None, "needs --data"))
    lines += _editor()
    with tempfile.TemporaryDirectory(prefix="bench-knowledge-") as scratch:
        kept = survived_article_saves(Path(scratch) / "k", _KILLS)
    lines.append(_line("kill -9 while saving an article", f"{kept} of {_KILLS}", "50 of 50",
                       kept == _KILLS))  # fmt: skip
    return lines


def _pages(data: Path | None) -> list[tuple[str, str]]:
    """(id, text) of the shared runbooks."""
    corpus = None if data is None else data / "search" / "runbooks" / "corpus.jsonl"
    if corpus is None or not corpus.is_file():
        return []
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    return [(row["_id"], row["text"]) for row in rows]


def _byte_identity(pages: list[tuple[str, str]]) -> Measurement:
    """Opened in the real editor and saved unchanged: LF, CRLF, and no final newline."""
    from workbench.panes.knowledge.editor import SourceEditor

    editor = SourceEditor()
    same = total = 0
    for _, text in pages:
        forms = (text, text.replace("\n", "\r\n"), text.rstrip("\n"))
        for content in (form.encode() for form in forms):
            file = read_text(content, "page.md")
            editor.show_text(file.text)
            same += editor.text() == file.text and file.edited(editor.text()) == content
            total += 1
    return _line("open + save unchanged, byte-identical", f"{same} of {total}", "all",
                 same == total)  # fmt: skip


def _spelling(pages: list[tuple[str, str]]) -> list[Measurement]:
    prose = [prose_of(text) for _, text in pages]
    speller = Speller(words_of_many_pages(prose))
    found = [speller.check(text, one) for (_, text), one in zip(pages, prose, strict=True)]
    flags = sum(map(len, found)) / len(pages)
    in_code = sum(
        flag.line in one.code_lines
        for one, flags_of_page in zip(prose, found, strict=True)
        for flag in flags_of_page
    )
    share, share_of_no_word = _typos_found(pages, speller)
    return [
        _line("spelling flags a page", f"{flags:.2f}", "<= 2.0", flags <= 2.0),
        _line("injected typos found in prose", f"{share:.3f}", ">= 0.95", share >= 0.95,
              f"{share_of_no_word:.3f} of those that make no other word"),
        _line("spelling flags in code", str(in_code), "0", in_code == 0),
    ]  # fmt: skip


def _typos_found(pages: list[tuple[str, str]], speller: Speller) -> tuple[float, float]:
    """Share found of three slips a page in words of prose: of all, and of those that make no
    other English word."""
    chance = random.Random(4)
    plain = Speller()
    found: list[bool] = []
    found_of_no_word: list[bool] = []
    for _, text in pages:
        places = list(re.finditer(r"(?<![\w-])[a-z]{5,}(?![\w-])", prose_of(text).words))
        for place in chance.sample(places, min(3, len(places))):
            wrong = misspelt_word(place[0], chance)
            if wrong == place[0]:
                continue
            spoilt = text[: place.start()] + wrong + text[place.end() :]
            said = speller.check(spoilt, prose_of(spoilt))
            found.append(any(f"'{wrong}'" in one.message for one in said))
            if not plain.knows(wrong):
                found_of_no_word.append(found[-1])
    return sum(found) / len(found), sum(found_of_no_word) / len(found_of_no_word)


def _duplicates(pages: list[tuple[str, str]]) -> list[Measurement]:
    """Pages that two projects share, found by content with their titles taken away."""
    articles: list[Article] = []
    for name, text in pages:
        source, _, path = name.partition(":")
        if source in ("os", "kv"):
            untitled = re.sub(r"^#.*$", "", text, count=1, flags=re.MULTILINE)
            file = read_text(untitled.encode(), path)
            articles.append(article_from(f"{source}/{path}", file))
    by_name: dict[str, list[str]] = {}
    for article in articles:
        by_name.setdefault(article.path.rsplit("/", 1)[1], []).append(article.path)
    true = {frozenset(paths) for paths in by_name.values() if len({p[:2] for p in paths}) == 2}
    said = {
        frozenset((pair.first, pair.second))
        for pair in near_duplicates(articles)
        if pair.first[:2] != pair.second[:2]
    }
    hits = sum(any(pair <= paths for pair in said) for paths in true)
    right = sum(any(pair <= paths for paths in true) for pair in said)
    precision = right / max(len(said), 1)
    return [
        _line("near-duplicates found", f"{hits} of {len(true)}", ">= 70 of 76",
              hits >= 70 / 76 * len(true)),
        _line("near-duplicates, precision", f"{precision:.3f}", ">= 0.9", precision >= 0.9),
    ]  # fmt: skip


def _editor() -> list[Measurement]:
    """Preview of a 60 KB page, and the time from a key to the repainted editor, in a window."""
    found = answer_of("tests.bench.typing_window")
    if isinstance(found, str):
        return [Measurement("typing in a window", "-", "-", None, "<= 16", None, found)]
    shown, shown_cpu = (percentile(found[name], 0.5) for name in ("preview", "preview_cpu"))
    key, key_cpu = (percentile(found[name], 0.95) for name in ("keys", "keys_cpu"))
    return [
        _line("preview of a 60 KB page, ms", f"{shown:.0f}", "<= 150", shown <= 150,
              f"after a change; {shown_cpu:.0f} of CPU"),
        _line("typing in it, p95 ms", f"{key:.1f}", "<= 16", key <= 16,
              f"with preview, findings and autosave on; {key_cpu:.1f} of CPU"),
    ]  # fmt: skip


def _line(what: str, ours: str, bar: str, met: bool, note: str = "") -> Measurement:
    return Measurement(what, ours, "-", None, bar, met, note)
