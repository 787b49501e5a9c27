"""Cyclic garbage is collected on the GUI thread alone while the window is open."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from workbench.ui.garbage import GarbageCollector


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.stop()


def _make_cycle() -> "weakref.ref[QWidget]":
    widget = QWidget()
    widget.itself = widget  # type: ignore[attr-defined]
    return weakref.ref(widget)


def test_a_worker_thread_never_collects_a_widget(collector: GarbageCollector) -> None:
    lost = _make_cycle()

    def work() -> None:
        for _ in range(20_000):
            cycle: list[object] = []
            cycle.append(cycle)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert lost() is not None


def test_the_rounds_of_the_timer_collect_it(collector: GarbageCollector) -> None:
    lost = _make_cycle()
    for _ in range(600):
        collector.collect()
    assert lost() is None


def test_what_is_there_when_it_settles_is_looked_through_no_more(
    collector: GarbageCollector,
) -> None:
    lost = _make_cycle()
    collector.settle()
    gc.collect()
    assert lost() is not None
    collector.stop()
    assert lost() is None


def test_python_collects_again_afterwards(qapp: QApplication) -> None:
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
