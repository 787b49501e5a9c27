"""The evidence dock: what was pinned from any pane, in the user's order, with notes."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.app.current_subject import CurrentSubject
from workbench.app.evidence_cards import NUMBER, card_words
from workbench.app.evidence_changes import BoardChanges
from workbench.app.evidence_commands import SCOPE, evidence_commands
from workbench.app.evidence_export import evidence_exporters, file_kinds, write_evidence
from workbench.app.evidence_list import CardList, NoteField
from workbench.app.incident_report import IncidentReport
from workbench.app.subject_line import SubjectLine
from workbench.core.evidence import Evidence
from workbench.core.text import count
from workbench.incidents.pinboard import Pinboard, PinboardChanged, Pinned
from workbench.ui.accessibility import announce, named
from workbench.ui.elided import ElidedLabel
from workbench.ui.evidence_source import open_source
from workbench.ui.flow import FlowRow
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.shell import PaneContext
from workbench.ui.subject import Subject, about_words
from workbench.ui.translate import tr


class EvidenceDock(QWidget):
    """The board of pinned evidence beside the panes."""

    def __init__(self, context: PaneContext, board: Pinboard, subject: CurrentSubject) -> None:
        super().__init__()
        self._context = context
        self._board = board
        self._subject = subject
        self._only = False
        self._changes = BoardChanges(board, context)
        self._pieces: dict[int, Pinned] = {}
        named(self, tr("Evidence"))
        self.setObjectName("evidence-dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(1)
        report = IncidentReport(context, subject)
        for command in (*evidence_commands(self), *report.commands()):
            context.commands.add(command, self)
        self._title = QLabel(tr("Evidence"), self)
        self._title.setProperty("role", "heading")
        self._count = ElidedLabel(parent=self)
        self._count.setProperty("role", "muted")
        self.list = CardList(self._reordered)
        named(self.list, tr("Pinned evidence"))
        self._for = SubjectLine(subject, context.commands)
        self._empty = QLabel(
            tr("Select something in a pane and press Ctrl+E: it is kept here, unchanged."), self
        )
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._facts = named(QLabel(self), tr("About the selected piece"))
        self._facts.setWordWrap(True)
        self._facts.setProperty("role", "muted")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = NoteField(self._note_left)
        named(self._note, tr("Note on the selected piece"))
        self._note.setPlaceholderText(tr("Note on this piece"))
        self._note.setTabChangesFocus(True)
        self._buttons = FlowRow(
            [
                context.commands.button("evidence.open", tr("Open")),
                context.commands.button("evidence.up", tr("Up")),
                context.commands.button("evidence.down", tr("Down")),
                context.commands.button("evidence.remove", tr("Remove")),
                context.commands.button("evidence.export", tr("Export …")),
                context.commands.button("evidence.report", tr("Report …")),
            ]
        )
        self._fold_button = context.commands.button("view.evidence", tr("Show"))
        self._fold_button.setProperty("role", "flat")
        self._compact = False
        self._lay_out()
        self._note_of: int | None = None
        self.list.currentItemChanged.connect(self._moved)
        self.list.itemActivated.connect(self._activated)
        self._note.textChanged.connect(self._note_typed)
        context.events.subscribe(PinboardChanged, self._board_changed)
        subject.on_change(self._subject_changed)
        self._for.only.toggled.connect(self._only_toggled)
        self.refresh()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self._count, 1)
        top.addWidget(self._fold_button)
        layout.addLayout(top)
        layout.addWidget(self._for)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._facts)
        layout.addWidget(self._note)
        layout.addWidget(self._buttons)
        self._title.setFont(scaled(self.font(), HEADING, bold=True))
        self._fit_note()

    # what can be done

    def pin(self, evidence: Evidence, about: str, then: Callable[[], None]) -> None:
        """Put evidence at the end of the board, then go on; can be undone."""

        def pinned(piece: Pinned) -> None:
            self._select(piece.number)
            then()

        self._changes.pin(evidence, about, pinned)

    def assign(self, subject: Subject | None) -> None:
        """Keep the selected piece for this, or for nothing in particular; can be undone."""
        piece = self.selected()
        if piece is not None:
            self._changes.assign(piece.number, subject.about if subject is not None else "")

    def open_selected(self) -> None:
        """Show the place the selected piece came from."""
        piece = self.selected()
        if piece is not None:
            open_source(self._context.shell, piece.evidence)

    def remove_selected(self) -> None:
        """Take the selected piece off the board; can be undone."""
        piece = self.selected()
        if piece is None:
            return
        self.take_off(piece.number)
        title = piece.evidence.title
        self._context.shell.say(tr("Removed “{title}”. Ctrl+Z puts it back.", title=title))

    def take_off(self, number: int) -> None:
        """Take a piece off the board; can be undone."""
        self._changes.remove(number)

    def move_up(self) -> None:
        """Put the selected piece before the one above it."""
        self._move(-1)

    def move_down(self) -> None:
        """Put the selected piece after the one below it."""
        self._move(1)

    def edit_note(self) -> None:
        """Go to the note of the selected piece."""
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_and_export(self) -> None:
        """Ask for a file and write the evidence that is shown into it, as its ending says."""
        exporters = evidence_exporters(self._context.plugins())
        name = f"evidence-{self._kept_for.name}.md" if self._kept_for else "evidence.md"
        path = self._context.shell.ask_save(tr("Export evidence"), name, file_kinds(exporters))
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the evidence that is shown into the file. Raises UserError where it cannot be."""
        write_evidence(path, self.pieces, evidence_exporters(self._context.plugins()))
        self._context.shell.say(tr("Evidence was written to {path}.", path=path))

    # what it says

    @property
    def pieces(self) -> list[Pinned]:
        """The pieces that are shown, in the user's order."""
        return list(self._pieces.values())

    def whole_board(self) -> list[Pinned]:
        """All that is pinned, shown or not."""
        return self._board.all()

    @property
    def shows_only(self) -> bool:
        """Whether only what is kept for the current ticket is shown."""
        return self._only

    def show_only(self, *, on: bool) -> None:
        """Show only what is kept for the current ticket or incident, or everything."""
        self._for.only.setChecked(on)

    def selected(self) -> Pinned | None:
        """The piece the keyboard is on."""
        row = self.list.currentRow()
        return None if row < 0 else self._pieces.get(self.list.item(row).data(NUMBER))

    def selection_text(self) -> str:
        """The selected piece in spoken words."""
        piece = self.selected()
        if piece is None:
            return tr("No evidence is selected.")
        words = f"{card_words(piece)}. {piece.note}".strip()
        content = piece.evidence.payload.get("text")
        return f"{words} {content}" if isinstance(content, str) else words

    def where_am_i(self) -> str:
        """Which piece of how many, and for what a new one would be kept."""
        return tr(
            "Evidence. Piece {place} of {total}. {subject}",
            place=self.list.currentRow() + 1,
            total=self.list.count(),
            subject=self._for.words,
        )

    def stored_text(self, key: str) -> str | None:
        """The saved note behind a journal key."""
        try:
            return self._board[int(key.rpartition(":")[2])].note
        except (KeyError, ValueError):
            return None

    def recover(self, key: str, text: str) -> None:
        """Put back a note that a crash had cut off."""
        self._changes.annotate(int(key.rpartition(":")[2]), text)

    def save_note(self) -> None:
        """Write the note that is being typed to the board."""
        number = self._note_of
        if number is None or number not in self._pieces or not self._writable():
            return
        if self._note.toPlainText() != self._pieces[number].note:
            forget = partial(self._context.journal.forget, f"{SCOPE}:{number}")
            self._changes.annotate(number, self._note.toPlainText(), forget)
        else:
            self._context.journal.forget(f"{SCOPE}:{number}")

    def refresh(self) -> None:
        """Show the board as it is now."""
        pieces = self._board.all(self._kept_for.about if self._kept_for else None)
        self._pieces = {piece.number: piece for piece in pieces}
        row = self.list.currentRow()
        held = None if row < 0 else self.list.item(row).data(NUMBER)
        self.list.blockSignals(True)  # nothing was left, so no note is to be saved
        self.list.show_pieces(pieces)
        if pieces:
            self._select(held if held in self._pieces else pieces[-1].number)
        self.list.blockSignals(False)
        self._show_parts()
        self._count.setText(count(len(pieces), tr("piece")) if pieces else tr("empty"))
        self._note.setReadOnly(not self._writable())
        self._show_selected()
        self._context.commands.refreshed.emit()

    @property
    def compact(self) -> bool:
        """Whether only the heading is shown."""
        return self._compact

    def show_compact(self, *, compact: bool) -> None:
        """Show the heading alone, or everything."""
        self._compact = compact
        self._show_parts()

    def _show_parts(self) -> None:
        full = not self._compact
        self._for.setVisible(full)
        self._empty.setVisible(full and not self._pieces)
        for widget in (self.list, self._facts, self._note, self._buttons):
            widget.setVisible(full and bool(self._pieces))
        self._fold_button.setText(tr("Show") if self._compact else tr("Hide"))
        policy = QSizePolicy.Policy.Fixed if self._compact else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._title.setFont(scaled(self.font(), HEADING, bold=True))
            self._fit_note()

    # inside

    def _board_changed(self, _event: PinboardChanged) -> None:
        self.refresh()

    @property
    def _kept_for(self) -> Subject | None:
        """For what the pieces must be kept to be shown; None for all."""
        return self._subject.now if self._only else None

    def _subject_changed(self) -> None:
        self._for.refresh()
        if self._only:
            self.refresh()

    @Slot(bool)
    def _only_toggled(self, on: bool) -> None:
        self._only = on
        self.refresh()

    def _select(self, number: int | None) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(NUMBER) == number:
                self.list.setCurrentRow(row)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        numbers = list(self._pieces)
        if not 0 <= row + step < len(numbers):
            return
        numbers[row], numbers[row + step] = numbers[row + step], numbers[row]
        self._changes.arrange(numbers, lambda: announce(self, self.where_am_i()))

    def _reordered(self, numbers: Sequence[int]) -> None:
        """The user dragged a card to another place."""
        if not self._writable():
            self.refresh()
        elif list(numbers) != list(self._pieces):
            self._changes.arrange(numbers)

    @Slot()
    def _moved(self) -> None:
        self.save_note()
        self._show_selected()
        self._context.commands.refreshed.emit()

    def _show_selected(self) -> None:
        piece = self.selected()
        if piece is None:
            self._note_of = None
            self._facts.clear()
            return
        state = tr("unchanged") if piece.intact else tr("CHANGED since it was pinned")
        subject = tr(" for {subject}", subject=about_words(piece.about)) if piece.about else ""
        self._facts.setText(
            tr(
                "Pinned{subject} {when} · SHA-256 {hash}… {state}",
                subject=subject,
                when=piece.pinned_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                hash=piece.content_hash[:12],
                state=state,
            )
        )
        self._facts.setToolTip(piece.content_hash)
        if self._note_of != piece.number or not self._note.hasFocus():
            self._note_of = None
            self._note.setPlainText(piece.note)
            self._note_of = piece.number

    @Slot()
    def _note_typed(self) -> None:
        if self._note_of is not None and self._writable():
            self._context.journal.note(f"{SCOPE}:{self._note_of}", self._note.toPlainText())

    def _note_left(self) -> None:
        self.save_note()

    @Slot(QListWidgetItem)
    def _activated(self, _item: QListWidgetItem) -> None:
        self._context.commands.trigger("evidence.open")

    def _fit_note(self) -> None:
        self._note.setFixedHeight(self.fontMetrics().height() * 3 + 16)

    def _writable(self) -> bool:
        return not self._context.workspace.read_only

    def why_not_read(self) -> str | None:
        """Why nothing can be done with the selected piece; None when it can."""
        return None if self.selected() is not None else tr("No evidence is selected.")

    def why_not_write(self) -> str | None:
        """Why the board cannot be changed; None when it can."""
        if not self._writable():
            return tr("This workspace is open read-only.")
        return self.why_not_read()

    def why_no_export(self) -> str | None:
        """Why there is nothing to export; None when there is."""
        return None if self._pieces else tr("Nothing is pinned yet.")

    def why_not_only(self) -> str | None:
        """Why the pieces of one ticket cannot be shown alone; None when they can."""
        return None if self._subject.now is not None else tr("No ticket or incident is open.")
