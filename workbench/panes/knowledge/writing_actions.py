"""Help with writing: find and replace, links, tables, findings, words, evidence, pictures."""

import re
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QTextCursor

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.time import iso
from workbench.panes.knowledge.actions import Actions
from workbench.ui.accessibility import announce
from workbench.ui.translate import tr

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_LARGEST_PICTURE = 20_000_000


class WritingActions(Actions):
    """Commands on the text of the open article."""

    def commands(self) -> list[Command]:
        writable = self.why_not_writable
        return [
            self.command(
                "find", tr("Find and replace"), self.open_find, keys="Ctrl+R", why=self.why_closed
            ),
            self.command("find-next", tr("Find next"), lambda: self.find(1), keys="F3"),
            self.command("find-previous", tr("Find previous"), lambda: self.find(-1),
                         keys="Shift+F3"),
            self.command("replace", tr("Replace"), self.replace, why=writable),
            self.command("replace-all", tr("Replace all"), self.replace_all, why=writable),
            self.command("find-close", tr("Close the find bar"), self.close_find),
            self.command(
                "next-finding",
                tr("Next finding"),
                lambda: self.step(1),
                keys="F8",
                why=self.why_closed,
                help_text=tr("Spelling, plain words, missing parts, broken links."),
            ),
            self.command(
                "previous-finding",
                tr("Previous finding"),
                lambda: self.step(-1),
                keys="Shift+F8",
                why=self.why_closed,
            ),
            self.command("next-part", tr("Next unwritten part"), self.next_part, keys="F7",
                         why=writable, help_text=tr("Goes where the article still needs text.")),
            self.command("use-suggestion", tr("Use the first suggestion"), self.use_suggestion,
                         keys="Alt+Return", why=self.why_no_finding),
            self.command("accept-word", tr("Take the word into my dictionary"), self.accept_word,
                         why=self.why_no_finding),
            self.command("insert-link", tr("Insert a link"), self.insert_link, keys="Ctrl+K",
                         why=writable, help_text=tr("Type to choose the article.")),
            self.command("insert-table", tr("Insert a table"), self.insert_table, why=writable),
            self.command("align-table", tr("Line up the table"), self.align_table, why=writable,
                         help_text=tr("Puts the bars of the table under each other.")),
            self.command("insert-diagram", tr("Insert a diagram"), self.insert_diagram,
                         why=writable),
            self.command("insert-step", tr("Insert a step"), self.insert_step, why=writable),
        ]  # fmt: skip

    def why_no_finding(self) -> str | None:
        """Needs a chosen finding."""
        if self.pane.detail.findings.current_row() is None:
            return tr("No finding is chosen.")
        return self.why_not_writable()

    # find and replace

    def open_find(self) -> None:
        """Show the find bar with what is selected."""
        pane = self.pane
        pane.views.show_both()
        selected = pane.editor.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            pane.find_bar.field.setText(selected)
        pane.find_bar.show()
        pane.find_bar.field.setFocus()
        pane.find_bar.field.selectAll()

    def close_find(self) -> None:
        """Hide the find bar and go back to the text."""
        self.pane.find_bar.hide()
        self.pane.editor.setFocus()

    def find(self, step: int) -> None:
        """Select the next or previous place."""
        pane = self.pane
        text = pane.editor.text()
        places = pane.find_bar.places(text)
        if not places:
            pane.find_bar.say(tr("Not found"))
            return
        start, end = pane.editor.selected_range()
        if step > 0:
            chosen = next((one for one in places if one[0] >= end), places[0])
        else:
            chosen = next((one for one in reversed(places) if one[1] <= start), places[-1])
        pane.editor.select_range(*chosen)
        place = tr("{n} of {total}", n=places.index(chosen) + 1, total=len(places))
        pane.find_bar.say(place)
        announce(pane.editor, place)

    def replace(self) -> None:
        """Replace the selected place and go to the next."""
        pane = self.pane
        if pane.editor.selected_range() in pane.find_bar.places(pane.editor.text()):
            pane.editor.insert(pane.find_bar.replacement.text())
        self.find(1)

    def replace_all(self) -> None:
        """Replace every place in one step that can be undone."""
        pane = self.pane
        text = pane.editor.text()
        places = pane.find_bar.places(text)
        for start, end in reversed(places):
            text = text[:start] + pane.find_bar.replacement.text() + text[end:]
        pane.editor.replace_text(text)
        pane.find_bar.say(tr("{n} replaced", n=len(places)))

    # findings

    def step(self, step: int) -> None:
        """Go to the next or previous finding and say it."""
        pane = self.pane
        found = pane.detail.step_finding(pane.editor.line, step)
        if found is None:
            pane.context.shell.say(tr("No findings."))
            return
        pane.views.show_both()
        pane.detail.show_tab(pane.detail.findings)
        pane.editor.go_to_line(found.line, found.column, found.end - found.column)
        pane.editor.setFocus()
        pane.context.shell.say(tr("Line {line}: {what}", line=found.line, what=found.message))

    def next_part(self) -> None:
        """Go to the next part that the article's kind needs and that has no text yet."""
        from workbench.knowledge.structure import parts_of, place_to_write

        pane = self.pane
        article = pane.desk.as_written()
        assert article is not None
        parts = parts_of(article.text, article.kind)
        open_parts = [part for part in parts if not part.written]
        if not open_parts:
            words = tr("Every part is written.") if parts else tr("This kind has no parts.")
            pane.context.shell.say(words)
            return
        line = pane.editor.line
        after = (part for part in open_parts if place_to_write(article.text, part) > line)
        part = next(after, open_parts[0])
        pane.views.show_both()
        if not part.line:
            pane.editor.replace_text(f"{article.text.rstrip()}\n\n## {part.name}\n\n")
        text = pane.editor.text()
        there = next(one for one in parts_of(text, article.kind) if one.name == part.name)
        pane.editor.go_to_line(place_to_write(text, there))
        pane.editor.setFocus()
        place, total = parts.index(part) + 1, len(parts)
        pane.context.shell.say(tr("Part {n} of {total}: {name}", n=place, total=total,
                                  name=part.name))  # fmt: skip

    def use_suggestion(self) -> None:
        """Put the best suggestion in place of what the finding points at."""
        from workbench.knowledge.spelling import Speller

        pane = self.pane
        found = pane.detail.findings.current_row()
        assert found is not None
        pane.editor.go_to_line(found.line, found.column, found.end - found.column)
        word = pane.editor.textCursor().selectedText()
        choices = found.suggestions or (
            tuple(Speller().suggest(word)) if found.kind == "spelling" else ()
        )
        if not choices:
            raise UserError(tr("There is no suggestion for this."), tr("Change it by hand."))
        pane.editor.insert(choices[0])

    def accept_word(self) -> None:
        """The misspelt word is right: keep it in the personal dictionary."""
        pane = self.pane
        found = pane.detail.findings.current_row()
        assert found is not None
        word = re.search(r"'([^']+)' is not in the dictionary", found.message)
        if word is None:
            raise UserError(tr("This finding is not about spelling."))
        pane.library.accept_word(word[1], pane.showing.check_now)

    # inserting

    def insert_link(self) -> None:
        """Start a link; its title is completed while typing."""
        pane = self.pane
        pane.views.show_both()
        pane.editor.setFocus()
        label = pane.editor.textCursor().selectedText()
        pane.editor.insert(f"[{label}](" if label else "[[")
        pane.editor.offer_now()

    def insert_table(self) -> None:
        """A table of three columns to write into."""
        self._insert_block("| what | where | normal |\n|---|---|---|\n|  |  |  |\n")

    def align_table(self) -> None:
        """Line up the bars of the table in which the cursor is."""
        from workbench.knowledge.table_text import aligned_table

        pane = self.pane
        lines = pane.editor.text().split("\n")
        first = last = pane.editor.line - 1
        if not lines[first].lstrip().startswith("|"):
            raise UserError(tr("The cursor is not in a table."))
        while first > 0 and lines[first - 1].lstrip().startswith("|"):
            first -= 1
        while last + 1 < len(lines) and lines[last + 1].lstrip().startswith("|"):
            last += 1
        lines[first : last + 1] = aligned_table(lines[first : last + 1])
        pane.editor.replace_text("\n".join(lines))

    def insert_diagram(self) -> None:
        """A flowchart to change."""
        self._insert_block(
            "```mermaid\nflowchart TD\n  A[What is seen] --> B{Is it normal?}\n"
            "  B -->|yes| C[Nothing to do]\n  B -->|no| D[Next step]\n```\n"
        )

    def insert_step(self) -> None:
        """A step with its expected result."""
        self._insert_block("1. \n   Expect: \n")

    def insert_evidence(self, evidence: Evidence) -> None:
        """Quote evidence from another pane, with its source and time."""
        text = str(evidence.payload.get("text", "")) or evidence.title
        when = iso(evidence.time)
        source = f"{evidence.source}, {when}" if when else evidence.source
        fence = "```" if "```" not in text else "````"
        self._insert_block(f"*{evidence.title}* ({source}):\n\n{fence}text\n{text}\n{fence}\n")

    def insert_picture(self, given: object) -> None:
        """Put a pasted or dropped picture beside the article and show it in the text."""
        pane = self.pane
        article = pane.desk.article
        if article is None:
            return
        folder = pane.library.shelf.place(article.path).parent / "pictures"
        if isinstance(given, QImage):
            content, suffix = _png(given), ".png"
        elif isinstance(given, Path) and given.suffix.lower() in _PICTURES:
            content, suffix = _read(given), given.suffix.lower()
        else:
            raise UserError(tr("Only pictures can be put into an article."), tr("Use PNG or JPEG."))
        if len(content) > _LARGEST_PICTURE:
            raise UserError(tr("The picture is larger than 20 MB."), tr("Make it smaller first."))
        from workbench.storage.files import write_atomically

        stem = Path(article.path).stem
        name = f"{stem}-{datetime.now(UTC).strftime('%Y%m%d-%H%M%S-%f')[:-3]}{suffix}"
        write_atomically(folder / name, content)
        pane.editor.insert(f"![{tr('describe the picture')}](pictures/{name})")

    def _insert_block(self, block: str) -> None:
        """Insert lines of their own, with a blank line before them."""
        pane = self.pane
        pane.views.show_both()
        pane.editor.setFocus()
        cursor = pane.editor.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        lead = "\n\n" if cursor.block().text().strip() else "\n"
        cursor.insertText(lead + block)
        pane.editor.setTextCursor(cursor)


def _read(picture: Path) -> bytes:
    try:
        return picture.read_bytes()
    except OSError as error:
        raise UserError(
            tr("{name} cannot be read: {why}.", name=picture.name, why=error.strerror)
        ) from error


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - the stub wants bytes here
    return bytes(data.data())
