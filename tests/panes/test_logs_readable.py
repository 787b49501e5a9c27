"""Templates as people read them: what varies is "…"."""

import pytest

from workbench.panes.logs.readable import readable


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("feature session_age=<*> of user <*>", "feature session_age=… of user …"),
        ("outside its training range [<…', 3 times", "outside its training range […', 3 times"),
        ("took <*> <*> <*> ms", "took … ms"),
        ("a < b and <html>", "a < b and <html>"),
    ],
)
def test_what_varies_is_three_dots(written: str, shown: str) -> None:
    assert readable(written) == shown
