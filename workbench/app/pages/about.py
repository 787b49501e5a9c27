"""About: versions, licences and where the sources are."""

import platform
from importlib import metadata

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QTextBrowser, QWidget

from workbench import __version__
from workbench.core import paths
from workbench.ui.accessibility import named
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

_SOURCES = "https://code.qt.io/cgit/pyside/pyside-setup.git/?h=v{version}"


class AboutPage(Pane):
    """What runs here, and under which licences."""

    id = "about"
    title = "About"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self._text = named(QTextBrowser(), tr("About the workbench"))
        self._text.setOpenExternalLinks(True)
        self._text.setHtml(_page())
        self._text.document().setDocumentMargin(24)
        self.body.addWidget(self._text)
        self.header.show_open(tr("Workbench {version}", version=__version__))

    def areas(self) -> tuple[QWidget, ...]:
        return (self._text,)

    def selection_text(self) -> str:
        return self._text.textCursor().selectedText() or self._text.toPlainText()[:600]

    def summary(self) -> str:
        return tr(
            "Workbench {version}, with Qt {qt} under the LGPL.", version=__version__, qt=qVersion()
        )


def _page() -> str:
    rows = "".join(
        f"<tr><td>{name}&nbsp;&nbsp;</td><td>{version}&nbsp;&nbsp;</td><td>{licence}</td></tr>"
        for name, version, licence in _packages()
    )
    source = _SOURCES.format(version=PySide6.__version__)
    qt = tr(
        "This program uses Qt {qt} and PySide6 {pyside}, unchanged, under the GNU Lesser General"
        " Public License version 3. The libraries lie beside the program as files of their own"
        " and may be replaced by other builds of the same version. Their source:",
        qt=qVersion(),
        pyside=PySide6.__version__,
    )
    own = tr("Workbench runs on this machine alone: no account, no telemetry, no update check.")
    folder = tr(
        "The texts of the LGPL and the GPL are in {folder}; each package brings its own.",
        folder=paths.resources() / "licences",
    )
    return (
        f"<h2>Workbench {__version__}</h2><p>{own}</p>"
        f"<p>Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}</p>"
        f'<h3>{tr("Qt and its licence")}</h3><p>{qt}<br><a href="{source}">{source}</a></p>'
        f"<p>{folder}</p>"
        f"<h3>{tr('What else it stands on')}</h3><table>{rows}</table>"
    )


def _packages() -> list[tuple[str, str, str]]:
    """The packages that the product needs: name, version, licence."""
    found: list[tuple[str, str, str]] = []
    try:
        needed = metadata.requires("workbench") or []
    except metadata.PackageNotFoundError:
        needed = []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = requirement.split(";")[0]
        for end in "<>=!~[ ":
            name = name.split(end)[0]
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append((name, about["Version"], _licence(about)))
    return sorted(found, key=lambda each: each[0].casefold())


def _licence(about: metadata.PackageMetadata) -> str:
    """The licence as the package names it: its expression, a classifier, or its own words."""
    for field in ("License-Expression", "Classifier", "License"):
        values: list[str] = about.get_all(field) or []
        if field == "Classifier":
            values = [v.rpartition("::")[2].strip() for v in values if v.startswith("License ::")]
        words = " ".join(", ".join(values).split())
        if words:
            return words[:60]
    return tr("see the package")
