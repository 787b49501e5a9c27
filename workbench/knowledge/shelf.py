"""The folder of articles on disk: list, read, save, notice what others changed."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from workbench.core.errors import UserError
from workbench.knowledge.article import Article, article_from
from workbench.knowledge.filetext import read_text
from workbench.knowledge.front_matter import quoted
from workbench.knowledge.kinds import Kind, with_first_part
from workbench.storage.files import write_atomically

SUFFIXES = (".md", ".markdown")


class ChangedOutside(Exception):
    """The file on disk is no longer the one that was opened; `theirs` is None when deleted."""

    def __init__(self, path: str, theirs: Article | None) -> None:
        super().__init__(path)
        self.path = path
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that looks like an article but is none, and why."""

    path: str
    reason: str


class Shelf:
    """The articles below one folder. Files starting with a dot are not articles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self) -> list[str]:
        """Every article's path, in alphabetical order."""
        return sorted(self._walk())

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of every file: what differs was changed by somebody."""
        found: dict[str, tuple[int, int]] = {}
        for path in self._walk():
            try:
                state = (self.folder / path).stat()
            except OSError:
                continue
            found[path] = (state.st_mtime_ns, state.st_size)
        return found

    def read(self, path: str) -> Article:
        """Read one article. Raises UserError when it is gone or is not text."""
        try:
            content = self.place(path).read_bytes()
        except OSError as error:
            raise UserError(
                f"{path} cannot be read: {error.strerror}.", "It may have been moved or deleted."
            ) from error
        return article_from(path, read_text(content, path))

    def read_all(self) -> tuple[list[Article], list[Unreadable]]:
        """Every article, and the files that are none."""
        articles: list[Article] = []
        unreadable: list[Unreadable] = []
        for path in self.paths():
            try:
                articles.append(self.read(path))
            except UserError as error:
                unreadable.append(Unreadable(path, error.what))
        return articles, unreadable

    def save(self, opened: Article, text: str) -> Article:
        """Write the edited text; bytes that were not touched stay as they were.

        Raises ChangedOutside when the file is not the one that was opened, and then
        writes nothing; UserError when it cannot be written.
        """
        self._check_unchanged(opened)
        return self.overwrite(opened, text)

    def overwrite(self, opened: Article, text: str) -> Article:
        """Write the edited text whatever stands on disk now."""
        content = opened.file.edited(text)
        self._write(opened.path, content)
        return article_from(opened.path, read_text(content, opened.path))

    def create(self, path: str, content: bytes) -> Article:
        """Write a new article. Raises UserError when the path is taken or is not text."""
        file = read_text(content, path)
        if self.place(path).exists():
            raise UserError(f"There is already an article {path}.", "Choose another title.")
        self._write(path, content)
        return article_from(path, file)

    def create_from_template(
        self, kind: Kind, title: str, owner: str, first_part: str = ""
    ) -> Article:
        """A new article from its kind's template, named after its title.

        `first_part` is what is known already, written below the first heading.
        """
        text = kind.template.replace("title: {title}", f"title: {quoted(title)}")
        text = text.replace("{title}", title).replace("{owner}", quoted(owner) if owner else "")
        text = text.replace("{date}", date.today().isoformat())
        if first_part:
            text = with_first_part(text, first_part)
        return self.create(self.free_path(title), text.encode())

    def free_path(self, title: str) -> str:
        """A file name for a title that no article has yet."""
        stem = slug(title)
        taken = set(self._walk())
        numbered = (f"{stem}.md" if n == 1 else f"{stem}-{n}.md" for n in range(1, 10_000))
        return next(path for path in numbered if path not in taken)

    def move(self, old: str, new: str) -> None:
        """Give a file another path. Raises UserError when that is taken."""
        target = self.place(new)
        if target.exists():
            raise UserError(f"There is already an article {new}.", "Choose another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        self.place(old).rename(target)

    def place(self, path: str) -> Path:
        """Where an article is. Raises UserError for a path that leads out of the folder."""
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or parts.suffix.lower() not in SUFFIXES:
            raise UserError(f"'{path}' is not the path of an article.", "It must end with .md.")
        return self.folder / path

    def _check_unchanged(self, opened: Article) -> None:
        try:
            now = self.place(opened.path).read_bytes()
        except FileNotFoundError:
            raise ChangedOutside(opened.path, None) from None
        if now != opened.file.content:
            raise ChangedOutside(opened.path, self.read(opened.path))

    def _write(self, path: str, content: bytes) -> None:
        try:
            write_atomically(self.place(path), content)
        except OSError as error:
            raise UserError(
                f"{path} could not be saved: {error.strerror}.",
                "The old file is untouched; make room or choose another folder, then save again.",
            ) from error

    def _walk(self) -> Iterator[str]:
        for folder, below, files in os.walk(self.folder):
            below[:] = [name for name in below if not name.startswith(".")]
            for name in files:
                if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                    yield (Path(folder) / name).relative_to(self.folder).as_posix()


def slug(title: str) -> str:
    """A file name for a title: letters of any script and digits, with '-' between."""
    plain = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:80] or "article"
