"""Imports at their usual speed under PySide: to be imported before the rest of the window.

From its first import on PySide watches every import of the process and looks through the text
of each module for its own name, to know where `from __feature__ import ...` may apply; Python
then keeps those texts in memory. Nothing here uses that feature, and the reading costs a start
15 ms, and holds the window up while a library is imported on a thread.
"""

import importlib
import sys


def _uses_no_feature(_module: object) -> bool:
    return False


importlib.import_module("PySide6.QtCore")  # brings the hook
_hook = sys.modules.get("shibokensupport.feature")
if _hook is not None:  # a PySide that asks another function just reads on
    vars(_hook)["_mod_uses_pyside"] = _uses_no_feature
