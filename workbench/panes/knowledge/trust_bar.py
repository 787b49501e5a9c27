"""The line above an open article: may it be trusted, why, and since when not."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from workbench.panes.knowledge.rows import state_of
from workbench.ui.accessibility import named
from workbench.ui.look import look
from workbench.ui.states import State, StateChip
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.trust import Trust


class TrustBar(QWidget):
    """A chip, the reason in words, and how far the article is written."""

    def __init__(self) -> None:
        super().__init__()
        self.chip = StateChip(State.UNKNOWN, "")
        self.reason = named(QLabel(), tr("Why it can be trusted or not"))
        self.reason.setWordWrap(True)
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.parts = named(QProgressBar(), tr("Parts that are written"))
        self.parts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.chip)
        layout.addWidget(self.reason, 1)
        layout.addWidget(self.parts)

    def show_trust(self, trust: "Trust", *, changed: bool, owner: str) -> None:
        """Show the state; `changed` says the text is not the one that was approved."""
        self.chip.show_state(state_of(trust.state.key), tr(trust.state.label))
        words = [trust.reason]
        if changed:
            words.append(tr("Changed since it was approved."))
        if owner:
            words.append(tr("Owner: {owner}.", owner=owner))
        self.reason.setText(" ".join(words))

    def show_parts(self, written: int, total: int) -> None:
        """How many of the kind's parts have text: "5 of 8 parts"."""
        self.parts.setVisible(total > 0)
        self.parts.setRange(0, max(total, 1))
        self.parts.setValue(written)
        words = tr("{written} of {total} parts", written=written, total=total)
        self.parts.setFormat(words)
        self.parts.setMinimumWidth(self.fontMetrics().horizontalAdvance(words) + look().pixels(24))
