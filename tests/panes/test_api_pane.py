"""The API pane sends to a real server, says why a call failed, and keeps no secret."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from workbench.apitest.formats.opencollection_write import write_folder
from workbench.apitest.model import Body, Check, Folder, FormPart, Item, Pair, Request, Variable
from workbench.apitest.url import parse_url
from workbench.app.window import MainWindow
from workbench.panes.api.pane import ApiPane

WaitIdle = Callable[[MainWindow], None]
EVERYTHING = b'{"text": "' + b"y" * 3_000_000 + b'"}'
QUOTA = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append(dict(self.headers))  # type: ignore[attr-defined]
        if self.path.startswith("/quota"):
            self._answer(429, json.dumps(QUOTA).encode())
        elif self.path.startswith("/stream"):
            events = [{"choices": [{"delta": {"content": word}}]} for word in ("Hello", " you")]
            body = (
                "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
            )
            self._answer(200, body.encode(), "text/event-stream")
        elif self.path.startswith("/older"):
            self._answer(200, "Größe".encode("utf-16"), "text/plain; charset=utf-16")
        elif self.path.startswith("/everything"):
            self._answer(200, EVERYTHING)
        else:
            self._answer(200, b'{"models": ["ranker-v7"]}')

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    server.seen = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def pane(
    service: ThreadingHTTPServer,
    workspace_folder: Path,
    request: pytest.FixtureRequest,
    wait_idle: WaitIdle,
) -> ApiPane:
    def item(name: str, path: str, *checks: Check) -> Item:
        url = parse_url("{{base}}" + path)
        headers = (Pair("X-Trace", "{{trace}}"),)
        return Item(name, Request("GET", url, headers), checks=checks)

    collection = Folder(
        "Recommendations",
        (
            item("Models", "/v1/models", Check("res.status", "eq", "200")),
            item("Out of quota", "/quota"),
            item("Talk", "/stream"),
            item("Everything", "/everything"),
        ),
    )
    base = f"http://127.0.0.1:{service.server_port}"
    variables = (Variable("base", base), Variable("trace", "t-1"))
    write_folder(collection, workspace_folder / "requests" / "Recs", {"local": variables})
    window = request.getfixturevalue("window")
    window.show_pane("api")
    wait_idle(window)
    opened = window.pane("api")
    assert isinstance(opened, ApiPane)
    return opened


def choose_and_send(pane: ApiPane, name: str, wait_idle: WaitIdle) -> None:
    assert pane.sidebar.select(("Recommendations", name))
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.send")
    wait_idle(window)


def test_a_call_shows_its_answer_its_time_and_its_checks(
    pane: ApiPane, service: ThreadingHTTPServer, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Models", wait_idle)
    assert "200 OK" in pane.answer.sentence.text()
    assert '"ranker-v7"' in pane.answer.body.toPlainText()
    assert [check.outcome for check in pane.answer.checks.rows] == ["pass"]
    assert "waiting for the answer" in pane.answer.timeline.summary()
    assert service.seen[-1]["X-Trace"] == "t-1"  # type: ignore[attr-defined]


def test_a_failed_call_says_why_and_that_retrying_is_useless(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Out of quota", wait_idle)
    top = pane.answer.why.causes.rows[0]
    assert "quota" in top.id
    assert top.retry == "no"
    assert pane.answer.tabs.currentWidget() is pane.answer.why
    assert "Likely cause" in pane.summary()


def test_a_stream_is_shown_as_its_text_with_the_time_to_the_first_token(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Talk", wait_idle)
    assert "first token after" in pane.answer.sentence.text()


def test_of_a_large_answer_the_beginning_is_shown_and_how_much_is_left(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Everything", wait_idle)
    raw = pane.answer.raw.toPlainText()
    first, last = raw.splitlines()
    assert first.startswith('{"text": "yyy')
    assert first.endswith("… 395,000 more characters")
    assert last == "… 2,600,012 more characters"


def test_the_exact_bytes_can_be_seen_before_sending(pane: ApiPane) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.preview")
    shown = pane.editor.preview.toPlainText()
    assert shown.startswith("GET /v1/models HTTP/1.1")
    assert "X-Trace: t-1" in shown


def test_what_was_sent_is_found_in_the_history_and_can_be_compared(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Models", wait_idle)
    choose_and_send(pane, "Models", wait_idle)
    assert [past.status for past in pane.sidebar.history.rows] == [200, 200]
    pane.sidebar.history.select_row(1)
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.compare")
    assert pane.answer.difference.toPlainText() == "Both answers are the same."


def test_a_saved_request_holds_no_literal_secret(
    pane: ApiPane, workspace_folder: Path, wait_idle: WaitIdle
) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    pane.editor.headers.setPlainText("X-Api-Key: CANARY-42-secret")
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.save")
    wait_idle(window)
    written = [file.read_text() for file in (workspace_folder / "requests").rglob("*.yml")]
    assert not any("CANARY-42" in text for text in written)
    assert any("{{secret:" in text for text in written)


def test_a_pasted_curl_command_becomes_a_request(pane: ApiPane) -> None:
    QGuiApplication.clipboard().setText("curl -X POST http://127.0.0.1:9/v1/chat -d '{\"a\": 1}'")
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.paste-curl")
    item = pane.editor.item()
    assert (item.request.method, item.request.url.address) == ("POST", "http://127.0.0.1:9/v1/chat")


def test_a_request_is_sent_as_it_was_pasted_its_query_and_method_too(pane: ApiPane) -> None:
    window = pane.window()
    assert isinstance(window, MainWindow)
    command = "curl -X post 'http://127.0.0.1:9/a?flag&x=&&y' -d 1"
    QGuiApplication.clipboard().setText(command)
    window.commands.trigger("api.paste-curl")
    window.commands.trigger("api.preview")
    assert pane.editor.preview.toPlainText().startswith("post /a?flag&x=&&y HTTP/1.1")
    pane.editor.query.setPlainText("flag\n# off\nx: 1")
    window.commands.trigger("api.preview")
    assert pane.editor.preview.toPlainText().startswith("post /a?flag&x=1 HTTP/1.1")


def test_a_secret_that_is_not_known_is_asked_for_and_not_sent(
    pane: ApiPane, service: ThreadingHTTPServer, wait_idle: WaitIdle
) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    pane.editor.headers.setPlainText("X-Api-Key: {{secret:unheard-of}}")
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.send")
    wait_idle(window)
    said = pane.answer.sentence.text()
    assert "The secret unheard-of for 127.0.0.1 is not known" in said
    assert "Set a secret" in said
    assert service.seen == []  # type: ignore[attr-defined]


def test_an_answer_is_read_by_the_charset_that_it_declares(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    pane.editor.address.setText("{{base}}/older")
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.send")
    wait_idle(window)
    assert pane.answer.body.toPlainText() == "Größe"
    assert pane.answer.raw.toPlainText() == "Größe"


def test_evidence_of_a_call_holds_what_was_sent_and_why_it_failed(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Out of quota", wait_idle)
    evidence = pane.selection_evidence()
    assert evidence is not None
    text = str(evidence.payload["text"])
    assert "curl" in text
    assert "quota" in text


def test_a_secret_bound_to_another_host_is_not_sent(
    pane: ApiPane, service: ThreadingHTTPServer, wait_idle: WaitIdle
) -> None:
    pane.context.secrets.set("key", "CANARY-42-secret", this_session_only=True)
    pane.context.secrets.set("host of key", "api.example.com", this_session_only=True)
    assert pane.sidebar.select(("Recommendations", "Models"))
    pane.editor.headers.setPlainText("X-Api-Key: {{secret:key}}")
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.send")
    wait_idle(window)
    assert not service.seen  # type: ignore[attr-defined]
    assert "belongs to api.example.com" in pane.answer.sentence.text()


def test_a_failure_is_written_up_for_the_client_and_for_the_engineers(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Out of quota", wait_idle)
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.draft-client")
    client = QGuiApplication.clipboard().text()
    assert "'Out of quota'" in client
    assert "Trying again does not help" in client
    window.commands.trigger("api.draft-engineers")
    engineers = QGuiApplication.clipboard().text()
    assert "rule insufficient-quota" in engineers
    assert "Check next: " in engineers


def run_collection(pane: ApiPane, wait_idle: WaitIdle) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.runner")
    window.commands.trigger("api.run-start")
    wait_idle(window)


def test_a_collection_is_run_as_often_as_its_data_has_rows(
    pane: ApiPane, service: ThreadingHTTPServer, tmp_path: Path, wait_idle: WaitIdle
) -> None:
    (tmp_path / "rows.csv").write_text("trace\nt-7\nt-8\n", encoding="utf-8")
    pane.run_view.data.setText(str(tmp_path / "rows.csv"))
    run_collection(pane, wait_idle)
    traces = [seen["X-Trace"] for seen in service.seen]  # type: ignore[attr-defined]
    assert traces == ["t-7"] * 4 + ["t-8"] * 4
    assert [row.status for row in pane.run_view.list.rows] == ["200", "429", "200", "200"] * 2
    assert pane.run_view.sentence.text().startswith("8 requests, 0 failed; 2 of 2 checks passed")
    evidence = pane.selection_evidence()
    assert evidence is not None
    assert evidence.title.startswith("Run of Recommendations")


def test_a_row_of_the_run_opens_its_answer_and_the_report_is_written(
    pane: ApiPane, tmp_path: Path, wait_idle: WaitIdle, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_collection(pane, wait_idle)
    pane.run_view.list.row_activated.emit(pane.run_view.list.rows[1])
    assert "429" in pane.answer.sentence.text()
    window = pane.window()
    assert isinstance(window, MainWindow)
    for name, begins in (("run.xml", "<?xml"), ("run.json", "{")):
        monkeypatch.setattr(
            pane.context.shell, "ask_save", lambda *_words, place=tmp_path / name: place
        )
        window.commands.trigger("api.run-report")
        wait_idle(window)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_data_file_that_is_not_there_is_named_and_nothing_is_sent(
    pane: ApiPane, service: ThreadingHTTPServer, wait_idle: WaitIdle
) -> None:
    pane.run_view.data.setText("/nowhere/rows.csv")
    run_collection(pane, wait_idle)
    assert not service.seen  # type: ignore[attr-defined]
    assert "/nowhere/rows.csv" in pane.run_view.sentence.text()


@pytest.mark.parametrize("agreed", [True, False])
def test_latency_is_measured_only_after_the_host_was_named_and_confirmed(
    pane: ApiPane,
    service: ThreadingHTTPServer,
    wait_idle: WaitIdle,
    monkeypatch: pytest.MonkeyPatch,
    agreed: bool,
) -> None:
    asked: list[str] = []

    def confirm(question: str, _consequence: str, _yes: str) -> bool:
        asked.append(question)
        return agreed

    monkeypatch.setattr(pane.context.shell, "confirm", confirm)
    assert pane.sidebar.select(("Recommendations", "Models"))
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.latency")
    pane.probe_view.requests.setValue(12)
    window.commands.trigger("api.latency-start")
    wait_idle(window)
    assert asked == [f"Send 12 requests to 127.0.0.1:{service.server_port}?"]
    assert len(service.seen) == (12 if agreed else 0)  # type: ignore[attr-defined]
    assert pane.probe_view.sentence.text().startswith("12 answers" if agreed else "Nothing")
    assert len(pane.probe_view.figures.rows) == (7 if agreed else 0)


@pytest.mark.parametrize(
    "written",
    [("c.json", "schema.getpostman.com"), ("c.sh", "curl"), ("c.py", "import"), ("c.yml", "info:")],
)
def test_a_collection_is_exported_by_the_ending_of_its_file(
    pane: ApiPane,
    tmp_path: Path,
    wait_idle: WaitIdle,
    monkeypatch: pytest.MonkeyPatch,
    written: tuple[str, str],
) -> None:
    name, holds = written
    monkeypatch.setattr(pane.context.shell, "ask_save", lambda *_words: tmp_path / name)
    assert pane.sidebar.select(("Recommendations", "Models"))
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("api.export")
    wait_idle(window)
    assert holds in (tmp_path / name).read_text(encoding="utf-8")


def test_the_diagnosis_says_its_cause_in_full_and_offers_what_leads_on(
    pane: ApiPane, wait_idle: WaitIdle
) -> None:
    choose_and_send(pane, "Models", wait_idle)
    assert not buttons_of(pane)
    choose_and_send(pane, "Out of quota", wait_idle)
    assert pane.answer.why.causes.rows[0].cause in pane.answer.why.advice.text()
    assert buttons_of(pane)["Open the article"].isEnabled()
    assert not buttons_of(pane)["Ask whether it is ready"].isEnabled()


def buttons_of(pane: ApiPane) -> dict[str, QPushButton]:
    found = pane.answer.why.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible()}


def test_the_address_keeps_its_width_when_the_window_is_narrow(pane: ApiPane) -> None:
    pane.window().resize(760, 600)
    QApplication.processEvents()
    assert pane.editor.address.width() > 20 * pane.fontMetrics().averageCharWidth()
    assert pane.editor.verify.mapTo(pane, QPoint()).y() > (
        pane.editor.address.mapTo(pane, QPoint()).y()
    )


def test_multipart_and_file_bodies_are_written_as_lines(pane: ApiPane) -> None:
    assert pane.sidebar.select(("Recommendations", "Models"))
    editor = pane.editor
    editor.body_mode.setCurrentIndex(3 + 1)
    editor.body_text.setPlainText("note: hello\nlog: @logs/a.log")
    note, log = editor.item().request.body.parts
    assert (note.name, note.value, note.is_file) == ("note", "hello", False)
    assert (log.name, log.files, log.is_file) == ("log", ("logs/a.log",), True)
    typed = FormPart("log", files=("a.log",), is_file=True, content_type="text/plain")
    body = Body("formdata", parts=(typed,))
    editor.show_item(Item("Upload", Request("POST", parse_url("http://127.0.0.1:9/"), body=body)))
    assert editor.item().request.body == body
    editor.show_item(Item("Put", Request("PUT", body=Body("file", file="a.bin"))))
    assert editor.item().request.body == Body("file", file="a.bin")
