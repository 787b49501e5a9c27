"""What the user works on: the ticket or incident for which evidence is kept."""

from typing import NamedTuple


class Subject(NamedTuple):
    """A ticket or an incident: `about` is its key ("ticket:SUP-12"), `title` what it is called."""

    about: str
    title: str = ""

    @property
    def words(self) -> str:
        """The kind and the number: "ticket SUP-12"."""
        return about_words(self.about)

    @property
    def name(self) -> str:
        """The number alone: "SUP-12"."""
        return self.about.partition(":")[2] or self.about


class SubjectChanged(NamedTuple):
    """The event that tells that evidence is kept for something else now, or for nothing."""

    now: Subject | None


def about_words(about: str) -> str:
    """A key in words: "ticket:SUP-12" is "ticket SUP-12"."""
    return about.replace(":", " ", 1)
