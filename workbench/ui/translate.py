"""The one door of visible sentences to Qt's translation."""

from PySide6.QtCore import QCoreApplication


def tr(sentence: str, **values: object) -> str:
    """Translate a whole sentence, then fill its {places}."""
    translated = QCoreApplication.translate("workbench", sentence)
    return translated.format(**values) if values else translated
