"""Choosing the ticket or incident for which evidence is kept: of what comes, or of one piece."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.ui.palette import Choice, Palette
from workbench.ui.subject import Subject, about_words
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow

Take = Callable[[Subject | None], None]


def choose_subject(window: "MainWindow") -> Palette:
    """Ask for what evidence is kept from now on."""
    subject = window.subject
    follow = Choice(
        title=tr("The ticket that is open in the queue"),
        run=subject.release,
        group=tr("Evidence"),
        detail=_named(subject.open) if subject.open is not None else tr("None is open yet"),
    )
    return _ask(window, tr("What is evidence kept for?"), subject.hold, [follow])


def assign_piece(window: "MainWindow") -> Palette:
    """Ask for what the selected piece is kept."""
    here = window.subject.now
    first = [] if here is None else [_choice(here, window.evidence.assign, tr("Now"))]
    return _ask(window, tr("What is this piece kept for?"), window.evidence.assign, first)


def _ask(window: "MainWindow", title: str, take: Take, first: Sequence[Choice]) -> Palette:
    offered = {
        each.about: _choice(each, take, pane.title)
        for pane in window.stack.made
        for each in pane.subjects()
    }
    for piece in window.evidence.whole_board():
        if piece.about and piece.about not in offered:
            offered[piece.about] = _choice(Subject(piece.about), take, tr("Evidence"))
    nothing = Choice(
        title=tr("Nothing in particular"), run=lambda: take(None), group=tr("Evidence")
    )
    palette = Palette(
        title, tr("Type a few letters of a ticket"), [*first, nothing, *offered.values()], window
    )
    palette.show()
    palette.field.setFocus()
    return palette


def _choice(subject: Subject, take: Take, group: str) -> Choice:
    return Choice(title=_named(subject), run=lambda: take(subject), group=group)


def _named(subject: Subject) -> str:
    words = about_words(subject.about)
    return f"{words}: {subject.title}" if subject.title else words
