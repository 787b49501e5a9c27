"""The guided tour: one sentence at a time above the analysis."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from workbench.panes.drift.scenarios import Scenario
from workbench.ui.accessibility import named
from workbench.ui.translate import tr


class Tour(QFrame):
    """The step under way; hidden when no tour is."""

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        named(self, tr("Guided tour"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._scenario: Scenario | None = None
        self._step = 0
        self._label = QLabel()
        self._label.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addWidget(self._label, 1)
        for button in buttons:
            layout.addWidget(button)
        self.hide()

    def begin(self, scenario: Scenario) -> None:
        """Start at the first step."""
        self._scenario, self._step = scenario, 0
        self._show()

    def forward(self) -> bool:
        """Go to the next step; False after the last one, when the tour ends."""
        if self._scenario is None:
            return False
        self._step += 1
        if self._step >= len(self._scenario.steps):
            self._scenario = None
            self.hide()
            return False
        self._show()
        return True

    @property
    def tab(self) -> str:
        """The tab this step is about."""
        return self._scenario.steps[self._step][1] if self._scenario else ""

    @property
    def words(self) -> str:
        """The step as it is shown and said."""
        return self._label.text()

    def _show(self) -> None:
        assert self._scenario is not None, "only while a tour is under way"
        steps = self._scenario.steps
        self._label.setText(
            tr(
                "Tour, step {n} of {all}: {words}",
                n=str(self._step + 1),
                all=str(len(steps)),
                words=steps[self._step][0],
            )
        )
        self.setAccessibleDescription(self.words)
        self.show()
