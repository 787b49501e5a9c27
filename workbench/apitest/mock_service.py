"""The sample's mock AI service: an OpenAI-like recommender on loopback with planted faults."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

DEFAULT_PORT = 8090
KEY = "sample-key-0123456789"
_MODEL = "ranker-7b"
_LARGEST_BODY = 100_000
_SLOW_SECONDS = 2.5
_TOKENS = ("Top ", "picks: ", "boots, ", "rain ", "jacket, ", "lantern.")
_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n"
)


class MockService:
    """The service on a port of loopback; 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        """Bind the port. Raises UserError where it is taken."""
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise UserError(f"Port {port} is taken.", "Stop what listens there.") from error
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`"""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.05,), daemon=True)
        self._thread.start()

    def serve_forever(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever(0.2)

    def close(self) -> None:
        """Stop serving and free the port."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is no error of the service."""


class _Handler(BaseHTTPRequestHandler):
    """Good answers under /v1, one planted fault under each /faults/NAME."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "ranker/2.3"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        """Say nothing."""

    def do_GET(self) -> None:
        """Models, health, and faults."""
        path = self.path.partition("?")[0]
        if path in ("/health", "/ping", "/v2/health/ready"):
            self._json(200, {"status": "ready"})
        elif path == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": _MODEL, "object": "model"}]})
        elif path.startswith("/faults/"):
            self._fault(path.removeprefix("/faults/"))
        else:
            self._json(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        """Completions, as one answer or as a stream, checked as a real service would."""
        path = self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path.startswith("/faults/"):
            self._fault(path.removeprefix("/faults/"))
        elif path != "/v1/chat/completions":
            self._json(404, {"detail": "Not Found"})
        elif self._is_allowed() and len(body) <= _LARGEST_BODY:
            self._complete(body)
        elif len(body) > _LARGEST_BODY:
            self._page(413, "413 Request Entity Too Large")

    def _is_allowed(self) -> bool:
        given = self.headers.get("Authorization") or ""
        if given == f"Bearer {KEY}":
            return True
        missing = "You didn't provide an API key. Send it in an Authorization header."
        message = "Incorrect API key provided." if given else missing
        self._error(401, message, "invalid_request_error", "invalid_api_key" if given else None)
        return False

    def _complete(self, body: bytes) -> None:
        try:
            asked = cast(JsonValue, json.loads(body))
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            detail = [{"type": "json_invalid", "loc": ["body", 0], "msg": "JSON decode error"}]
            self._json(422, {"detail": detail})
        elif not isinstance(asked.get("messages"), list):
            detail = [{"type": "missing", "loc": ["body", "messages"], "msg": "Field required"}]
            self._json(422, {"detail": detail})
        elif asked.get("model") != _MODEL:
            message = f"The model `{asked.get('model')}` does not exist."
            self._error(404, message, "invalid_request_error", "model_not_found")
        elif asked.get("stream"):
            self._stream(_token_events(), finished=True)
        else:
            message = {"role": "assistant", "content": "".join(_TOKENS)}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self._json(200, {"id": "cmpl-1", "model": _MODEL, "choices": [choice]})

    def _fault(self, name: str) -> None:
        match name:
            case "401":
                self._error(
                    401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"
                )
            case "403":
                message = "Your API key does not have permission to use this model."
                self._json(
                    403,
                    {"type": "error", "error": {"type": "permission_error", "message": message}},
                )
            case "413":
                self._page(413, "413 Request Entity Too Large")
            case "422":
                detail = [
                    {
                        "type": "float_parsing",
                        "loc": ["body", "session_age"],
                        "msg": "Input should be a valid number",
                    }
                ]
                self._json(422, {"detail": list(detail)})
            case "429-rate":
                message = "Rate limit reached on requests per min (RPM): Limit 60, Used 60."
                self._error(429, message, "requests", "rate_limit_exceeded", {"Retry-After": "2"})
            case "429-quota":
                message = (
                    "You exceeded your current quota, please check your plan and billing details."
                )
                self._error(429, message, "insufficient_quota", "insufficient_quota")
            case "502":
                self._page(502, "502 Bad Gateway")
            case "504":
                self._page(504, "504 Gateway Time-out")
            case "cut-stream":
                self._stream(_token_events(3), finished=False)
            case "slow-first-token":
                time.sleep(_SLOW_SECONDS)
                self._stream(_token_events(), finished=True)
            case _:
                self._json(404, {"detail": "Not Found"})

    def _json(self, status: int, value: JsonObject, headers: dict[str, str] | None = None) -> None:
        self._send(
            status,
            json.dumps(value).encode(),
            {"Content-Type": "application/json", **(headers or {})},
        )

    def _error(
        self,
        status: int,
        message: str,
        kind: str,
        code: str | None,
        headers: dict[str, str] | None = None,
    ) -> None:
        error: JsonObject = {"message": message, "type": kind, "param": None, "code": code}
        self._json(status, {"error": error}, headers)

    def _page(self, status: int, title: str) -> None:
        self.server_version = "nginx/1.25.3"
        self._send(status, _PAGE.format(title).encode(), {"Content-Type": "text/html"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, events: Iterator[JsonObject], *, finished: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())
        if finished:
            self._chunk(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()
        time.sleep(0.02)


def _token_events(count: int = len(_TOKENS)) -> Iterator[JsonObject]:
    """The first events of a streamed completion; whole ones end with a finish reason."""
    for token in _TOKENS[:count]:
        delta: JsonObject = {"content": token}
        yield {"model": _MODEL, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    if count == len(_TOKENS):
        yield {"model": _MODEL, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


def main() -> int:
    """Serve on the sample's port, for `python -m`."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PORT
    service = MockService(port)
    sys.stdout.write(f"{service.address}\n")
    sys.stdout.flush()
    try:
        service.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        service.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
