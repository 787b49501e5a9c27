"""The upper half of the API pane: a request as it is written."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.apitest.model import Body, Item, Request
from workbench.apitest.url import parse_url, template_text
from workbench.panes.api.rows_text import (
    AUTH_KINDS,
    INHERITED,
    auth_from_text,
    auth_to_text,
    checks_from_text,
    checks_to_text,
    pairs_from_text,
    pairs_to_text,
    parts_from_text,
    parts_to_text,
    query_from_text,
    query_to_text,
)
from workbench.ui.accessibility import make_writable, named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.flow import FlowRow
from workbench.ui.folding import FoldingLayout
from workbench.ui.fonts import code_font
from workbench.ui.late_pages import LateTabs
from workbench.ui.translate import tr

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_BODY_MODES = {
    "none": tr("no body"),
    "json": tr("JSON"),
    "text": tr("text"),
    "urlencoded": tr("form"),
    "formdata": tr("multipart, 'name: @path' sends a file"),
    "file": tr("file, by its path"),
    "graphql": tr("GraphQL"),
}
_LETTERS_BESIDE = 44
"""How many letters wide method and address stay beside the buttons."""


class RequestEditor(QWidget):
    """Method, address and tabs of headers, authentication, body, checks, preview."""

    changed = Signal()
    """The user changed something."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__()
        self._item: Item | None = None
        self._filling = False
        self.method = named(QComboBox(), tr("Method"))
        make_writable(self.method)
        self.method.addItems(METHODS)
        self.address = named(QLineEdit(), tr("Address"))
        self.address.setPlaceholderText(tr("https://…/v1/models, {{variables}} allowed"))
        self.verify = QCheckBox(tr("Verify TLS"))
        self.verify.setChecked(True)
        self.tabs = named(LateTabs(), tr("Parts of the request"))
        self.tabs.setDocumentMode(True)
        self.query = self._text_tab(tr("Query"), tr("name: value, one a line"))
        self.headers = self._text_tab(tr("Headers"), tr("Name: value, one a line; # switches off"))
        self.auth_kind, self.auth = self._choice_tab(tr("Authentication"), list(AUTH_KINDS))
        self.body_mode, self.body_text = self._choice_tab(tr("Body"), list(_BODY_MODES.values()))
        self.checks = self._text_tab(tr("Checks"), tr("res.status eq 200"))
        self.preview = self._text_tab(tr("Preview"), "")
        self.preview.setReadOnly(True)
        self._lay_out(buttons)
        self._listen()

    def _lay_out(self, buttons: Sequence[CommandButton]) -> None:
        target = QWidget()
        line = QHBoxLayout(target)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.method)
        line.addWidget(self.address, 1)
        buttons[0].setProperty("role", "primary")
        head = QWidget()
        folding = FoldingLayout(head, _LETTERS_BESIDE)
        folding.setContentsMargins(8, 8, 8, 4)
        folding.addWidget(target)
        folding.addWidget(FlowRow([self.verify, *buttons]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.tabs, 1)

    def _text_tab(self, title: str, hint: str) -> QPlainTextEdit:
        field = _code_field(title, hint)
        self.tabs.addTab(field, title)
        return field

    def _choice_tab(self, title: str, choices: Sequence[str]) -> tuple[QComboBox, QPlainTextEdit]:
        choice = named(QComboBox(), tr("Kind of {what}", what=title))
        choice.addItems(list(choices))
        field = _code_field(title, "")
        area = QWidget()
        layout = QVBoxLayout(area)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.addWidget(choice)
        layout.addWidget(field, 1)
        self.tabs.addTab(area, title)
        return choice, field

    def _listen(self) -> None:
        for field in (self.query, self.headers, self.auth, self.body_text, self.checks):
            field.textChanged.connect(self._tell)
        self.address.textEdited.connect(self._tell)
        self.method.currentTextChanged.connect(self._tell)
        self.body_mode.currentIndexChanged.connect(self._tell)
        self.auth_kind.currentTextChanged.connect(self._propose_auth)

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _propose_auth(self, kind: str) -> None:
        if not self._filling:
            self.auth.setPlainText(AUTH_KINDS.get(kind, ""))

    # what is shown

    def show_item(self, item: Item) -> None:
        """Show another request."""
        self._filling = True
        self._item = item
        request = item.request
        self.method.setCurrentText(request.method)
        self.address.setText(template_text(replace(request.url, query=())))
        self.query.setPlainText(query_to_text(request.url.query))
        self.headers.setPlainText(pairs_to_text(request.headers))
        self.auth_kind.setCurrentText(INHERITED if request.auth is None else request.auth.kind)
        self.auth.setPlainText(auth_to_text(request.auth))
        self._show_body(request.body)
        self.checks.setPlainText(checks_to_text(item.checks))
        self.preview.setPlainText("")
        self.verify.setChecked(True)
        self._turn_to_body_if_any(request.body)
        self._filling = False

    def _turn_to_body_if_any(self, body: Body) -> None:
        page = self.body_text.parentWidget()
        if page is not None and self.tabs.currentWidget() in (self.query, self.preview, page):
            self.tabs.setCurrentWidget(self.query if body.mode == "none" else page)

    def _show_body(self, body: Body) -> None:
        mode = _mode_of(body)
        self.body_mode.setCurrentText(_BODY_MODES[mode])
        texts = {
            "urlencoded": lambda: pairs_to_text(body.pairs),
            "formdata": lambda: parts_to_text(body.parts),
            "file": lambda: body.file,
        }
        self.body_text.setPlainText(texts[mode]() if mode in texts else body.text)

    def item(self) -> Item:
        """The request as it is written now. Raises UserError naming the line that is wrong."""
        base = self._item or Item(tr("New request"), Request())
        url = parse_url(self.address.text().strip())
        query = (*url.query, *query_from_text(self.query.toPlainText(), base.request.url.query))
        method = self.method.currentText().strip()
        request = replace(
            base.request,
            method=method if method == base.request.method else method.upper() or "GET",
            url=replace(url, query=query, path=base.request.url.path or url.path),
            headers=pairs_from_text(self.headers.toPlainText(), tr("headers")),
            auth=auth_from_text(self.auth_kind.currentText(), self.auth.toPlainText()),
            body=self._body(base.request.body),
        )
        return replace(base, request=request, checks=checks_from_text(self.checks.toPlainText()))

    def _body(self, before: Body) -> Body:
        mode = list(_BODY_MODES)[self.body_mode.currentIndex()]
        text = self.body_text.toPlainText()
        match mode:
            case "none":
                return Body()
            case "urlencoded":
                return Body("urlencoded", pairs=pairs_from_text(text, tr("form")))
            case "formdata":
                return Body("formdata", parts=parts_from_text(text, before.parts))
            case "file":
                return Body("file", file=text.strip())
            case "graphql":
                return replace(before, mode="graphql", text=text)
            case _:
                return Body("raw", text=text, language=mode)

    def show_preview(self, sent: bytes) -> None:
        """Show the exact bytes and turn to them."""
        self.preview.setPlainText(sent.decode("utf-8", "backslashreplace"))
        self.tabs.setCurrentWidget(self.preview)


def _mode_of(body: Body) -> str:
    if body.mode == "raw":
        return "json" if body.language == "json" else "text"
    return body.mode


def _code_field(name: str, hint: str) -> QPlainTextEdit:
    field = named(QPlainTextEdit(), name)
    field.setPlaceholderText(hint)
    field.setFont(code_font())
    field.setTabChangesFocus(True)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    return field
