"""Every saved version of every article, in a git repository of the workbench's own."""

import contextlib
import hashlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.core.errors import UserError

_FILE = b"article.md"
_REF = b"refs/articles/"
_WHO = b"workbench"


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version: its id, when, by whom, and why ("Saved", "Restored")."""

    id: str
    time: datetime
    author: str
    message: str


class History:
    """The versions of articles. Each article has a line of commits of its own.

    It stands apart from any git repository the articles themselves may lie in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: Any = None

    def record(self, path: str, content: bytes, author: str, message: str = "Saved") -> bool:
        """Keep a version; gives False where it is the same as the last one."""
        from dulwich.objects import Blob, Commit, Tree

        repository = self._repository()
        blob = Blob.from_string(content)
        tree = Tree()
        tree.add(_FILE, 0o100644, blob.id)
        reference = _reference(path)
        head = self._head(path)
        if head is not None and repository[head].tree == tree.id:
            return False
        commit = Commit()
        commit.tree = tree.id
        commit.parents = [] if head is None else [head]
        # Angle brackets and line ends would break the commit's own format.
        name = " ".join(author.replace("<", "(").replace(">", ")").split()) or "unknown"
        commit.author = name.encode() + b" <>"
        commit.committer = _WHO + b" <>"
        commit.author_time = commit.commit_time = int(time.time())
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = f"{message}\n\n{path}\n".encode()
        repository.object_store.add_objects([(blob, None), (tree, None), (commit, None)])
        repository.refs[reference] = commit.id
        return True

    def versions(self, path: str) -> list[Version]:
        """Every version, newest first."""
        found: list[Version] = []
        here = self._head(path)
        repository: Any = None if here is None else self._repository()
        while here is not None:
            commit = repository[here]
            found.append(
                Version(
                    here.decode(),
                    datetime.fromtimestamp(commit.author_time, UTC),
                    commit.author.decode("utf-8", "replace").rsplit(" <", 1)[0],
                    commit.message.decode("utf-8", "replace").partition("\n")[0],
                )
            )
            here = commit.parents[0] if commit.parents else None
        return found

    def content(self, version: Version) -> bytes:
        """The article's bytes at a version. Raises UserError when the history is damaged."""
        repository = self._repository()
        try:
            tree = repository[repository[version.id.encode()].tree]
            return bytes(repository[tree[_FILE][1]].data)
        except KeyError as error:
            raise UserError("This version cannot be read.", "Choose another one.") from error

    def renamed(self, old: str, new: str) -> None:
        """Let the new path go on where the old one ended."""
        head = self._head(old)
        if head is not None:
            self._repository().refs[_reference(new)] = head

    def _head(self, path: str) -> Any:
        if not self._folder.is_dir():
            return None
        try:
            return self._repository().refs[_reference(path)]
        except KeyError:
            return None

    def _repository(self) -> Any:
        from dulwich.errors import NotGitRepository
        from dulwich.repo import Repo

        if self._opened is None:
            try:
                self._opened = Repo(str(self._folder))
            except NotGitRepository:
                _make_repository(self._folder)
                self._opened = Repo(str(self._folder))
        return self._opened


def _make_repository(folder: Path) -> None:
    """Made beside its place and renamed: whoever looks meanwhile sees it whole or not at all."""
    from dulwich.repo import Repo

    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        Repo.init_bare(str(made)).close()
        with contextlib.suppress(OSError):
            folder.rmdir()  # empty, as an interrupted start left it
        with contextlib.suppress(OSError):  # somebody else was first
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _reference(path: str) -> bytes:
    """A name that git takes for any path, of whatever script."""
    return _REF + hashlib.sha256(path.encode()).hexdigest()[:40].encode()
