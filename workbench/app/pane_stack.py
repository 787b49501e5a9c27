"""The panes of the window: made when wanted or while it is idle, one visible at a time."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from workbench.core.jsontypes import JsonObject
from workbench.panes.registry import PaneSpec
from workbench.ui.accessibility import named
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext

_log = logging.getLogger("workbench.panes")


class PaneStack(QStackedWidget):
    """Makes panes lazily and shows them; a pane takes up its last state when it is asked for.

    Panes that were never shown, or not since the look changed, lie on a shelf outside the
    window: to dress the whole window anew takes as long as all the parts in it.
    """

    shown = Signal(str)
    """A pane came to the front: its id."""

    def __init__(self, specs: Sequence[PaneSpec], context: PaneContext) -> None:
        super().__init__()
        self._specs = {spec.id: spec for spec in specs}
        self._context = context
        self._panes: dict[str, Pane] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._states: dict[str, JsonObject] = {}
        self._layouts: dict[str, JsonObject] = {}
        self._tried: set[str] = set()
        self._asked_for: set[str] = set()
        self._shelf = QWidget()
        self.destroyed.connect(self._shelf.deleteLater)

    @property
    def specs(self) -> list[PaneSpec]:
        """All panes, made or not."""
        return list(self._specs.values())

    @property
    def ids(self) -> list[str]:
        """The ids of all panes, made or not."""
        return list(self._specs)

    @property
    def made(self) -> list[Pane]:
        """The panes that exist."""
        return list(self._panes.values())

    @property
    def current(self) -> Pane | None:
        """The pane in front."""
        frame = self.currentWidget()
        return next(
            (pane for each, pane in self._panes.items() if self._frames[each] is frame), None
        )

    def pane(self, pane_id: str) -> Pane:
        """The pane, made now if it was not, with the state of the last session."""
        if pane_id not in self._panes:
            self._make(pane_id)
        pane = self._panes[pane_id]
        if pane_id not in self._asked_for:
            self._asked_for.add(pane_id)
            self._restore(pane)
        return pane

    def _make(self, pane_id: str) -> None:
        self._tried.add(pane_id)
        pane = self._specs[pane_id].make(self._context)
        self._panes[pane_id] = pane
        self._frames[pane_id] = _frame(pane)
        self._frames[pane_id].setParent(self._shelf)

    def _restore(self, pane: Pane) -> None:
        """Hand the pane its state; one that it cannot take up must not keep it shut."""
        state = self._states.pop(pane.id, None)
        layout = self._layouts.pop(pane.id, None)
        try:
            if state is not None:
                pane.restore(state)
            if layout is not None:
                from workbench.app.layout_memory import restore_layout

                restore_layout(pane, layout)
        except Exception:  # noqa: BLE001 - whatever an old state does to a pane
            _log.exception("the state of %s was not taken up", pane.id)

    def show_pane(self, pane_id: str) -> Pane:
        """Bring the pane to the front."""
        pane = self.pane(pane_id)
        if self.current is not pane:
            frame = self._frames[pane_id]
            if self.indexOf(frame) < 0:
                self.addWidget(frame)
            self.setCurrentWidget(frame)
            self.shown.emit(pane_id)
        return pane

    def shelve_next(self) -> bool:
        """Put one pane that is not seen on the shelf; False when there is none."""
        shown = self.currentWidget()
        for frame in self._frames.values():
            if frame is not shown and self.indexOf(frame) >= 0:
                frame.setParent(self._shelf)
                return True
        return False

    def make_next(self) -> bool:
        """Make one pane that was never shown; False when all exist.

        It takes up no state yet: what it opens for that may be large, and nobody looks.
        """
        missing = next((each for each in self._specs if each not in self._tried), None)
        if missing is None:
            return False
        self._make(missing)
        return True

    def states(self) -> dict[str, JsonObject]:
        """The state of every pane: of those never shown, what the last session left."""
        return {**self._states, **{pane.id: _state_of(pane) for pane in self._used()}}

    def layouts(self) -> dict[str, JsonObject]:
        """The sizes, tabs and orders of every pane: of those never shown, as they were left."""
        from workbench.app.layout_memory import layout_of

        return {**self._layouts, **{pane.id: layout_of(pane) for pane in self._used()}}

    def _used(self) -> list[Pane]:
        return [pane for pane in self.made if pane.id in self._asked_for]

    def take_layouts(self, layouts: dict[str, JsonObject]) -> None:
        """Hand panes their sizes, tabs and orders when they are made."""
        self._layouts = {each: layout for each, layout in layouts.items() if each in self._specs}

    def take_states(self, states: dict[str, JsonObject]) -> None:
        """Hand panes their states when they are made."""
        self._states = {each: state for each, state in states.items() if each in self._specs}


def _state_of(pane: Pane) -> JsonObject:
    """What the pane wants remembered; remembering must not keep the window from closing."""
    try:
        return pane.state()
    except Exception:  # noqa: BLE001 - whatever goes wrong in a pane
        _log.exception("the state of %s was not kept", pane.id)
        return {}


def _frame(pane: Pane) -> QScrollArea:
    """The pane in a frame that scrolls where the window is too small for large text."""
    frame = named(QScrollArea(), pane.title)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidgetResizable(True)
    frame.setWidget(pane)
    return frame
