"""An article: a Markdown file with front matter, as it is on disk."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from workbench.knowledge.filetext import FileText
from workbench.knowledge.front_matter import FrontMatter, read_front_matter
from workbench.knowledge.outline import title_heading
from workbench.knowledge.trust import Trust, trust_of
from workbench.search.documents import Document


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `path` is relative to the folder of articles, with '/' between parts."""

    path: str
    file: FileText
    front: FrontMatter

    @property
    def text(self) -> str:
        """The whole file, every line ending with \\n."""
        return self.file.text

    @property
    def body(self) -> str:
        """What stands below the front matter."""
        return self.text.split("\n", self.front.lines)[-1] if self.front.lines else self.text

    @property
    def searchable(self) -> str:
        """The text with blank lines in place of the front matter: line numbers stay right."""
        return "\n" * self.front.lines + self.body

    @property
    def title(self) -> str:
        """The front matter's title, else the first heading, else the file name in words."""
        named = self.front.text("title")
        if named:
            return named
        heading = title_heading(self.searchable)
        if heading:
            return heading
        return PurePosixPath(self.path).stem.replace("-", " ").replace("_", " ")

    @property
    def id(self) -> str:
        """Its own id, else its path without the ending."""
        return self.front.text("id") or str(PurePosixPath(self.path).with_suffix(""))

    @property
    def kind(self) -> str:
        """The name of its kind, "" where none is given."""
        return self.front.text("kind").lower()

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self.front.texts("tags")

    @property
    def owner(self) -> str:
        """Who keeps it right."""
        return self.front.text("owner")

    def trust(self, today: date) -> Trust:
        """Whether it can be trusted today."""
        return trust_of(self.front, today)

    def document(self) -> Document:
        """What the search gets."""
        return Document("article", self.path, self.title, self.searchable, self.tags)


def article_from(path: str, file: FileText) -> Article:
    """Make an article of a file that was read."""
    return Article(path, file, read_front_matter(file.text))
