"""A local echo service for the tests: answers with what it was sent, and checks signatures."""

import base64
import gzip
import hashlib
import hmac
import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

DIGEST = {
    "realm": "Users",
    "nonce": "ni1LiL0O37PRRhofWdCLmwFsnEtH1lew",
    "user": "postman",
    "password": "password",
}

BROTLI = bytes.fromhex("8b07807b2262726f746c69223a20747275657d03")  # {"brotli": true}


class EchoHandler(BaseHTTPRequestHandler):
    """The paths that an API tester's test collections use."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    responses: ClassVar = {  # as when newman's outcomes were recorded; Python 3.13 renamed some
        **BaseHTTPRequestHandler.responses,
        413: ("Request Entity Too Large", ""),
        414: ("Request-URI Too Long", ""),
        416: ("Requested Range Not Satisfiable", ""),
        422: ("Unprocessable Entity", ""),
    }

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the base class's word
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    def _serve(self) -> None:
        self.body = self._read_body()
        parts = urlsplit(self.path)
        self.route = parts.path
        self.args = _grouped(parse_qsl(parts.query, keep_blank_values=True))
        name = parts.path.strip("/").replace("-", "_").split("/")
        handler = getattr(self, f"route_{name[0]}", None) or self._echo
        handler(*name[1:])

    def _read_body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces: list[bytes] = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def answer(self, value: Any, status: int = 200, headers: dict[str, Any] | None = None) -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        given = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        self.send_response(status)
        for key, held in given.items():
            for one in held if isinstance(held, list) else [held]:
                self.send_header(key, one)
        without_body = self.command == "HEAD" or status in (204, 304)
        self.send_header("Content-Length", "0" if status == 204 else str(len(data)))
        self.end_headers()
        if not without_body:
            self.wfile.write(data)

    def _echo(self, *_: str) -> None:
        kind = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        text = self.body.decode("utf-8", "replace")
        form: Any = {}
        files: Any = {}
        data: Any = {}
        document: Any = None
        if kind == "application/x-www-form-urlencoded":
            form = _grouped(parse_qsl(text, keep_blank_values=True))
            document = form
        elif kind == "multipart/form-data":
            form, files = _multipart(self.body, self.headers["Content-Type"])
        elif kind == "application/json":
            try:
                data = document = json.loads(text)
            except ValueError:
                data = text
        else:
            data = text
        scheme = getattr(self.server, "scheme", "http")
        url = f"{scheme}://{self.headers.get('Host')}{self.path}"
        seen = {key.lower(): value for key, value in self.headers.items()}
        if self.command in ("GET", "HEAD"):
            self.answer({"args": self.args, "headers": seen, "url": url})
        else:
            self.answer(
                {
                    "args": self.args,
                    "data": data,
                    "files": files,
                    "form": form,
                    "headers": seen,
                    "json": document,
                    "url": url,
                }
            )

    def route_headers(self, *_: str) -> None:
        self.answer({"headers": {key.lower(): value for key, value in self.headers.items()}})

    def route_response_headers(self) -> None:
        self.answer(self.args, headers=dict(self.args))

    def route_status(self, code: str = "200") -> None:
        self.answer({"status": int(code)}, int(code))

    def route_cookies(self, action: str = "") -> None:
        if action == "set":
            cookies = [f"{key}={value}; Path=/" for key, value in self.args.items()]
            self.answer(b"", 302, {"Set-Cookie": cookies, "Location": "/cookies"})
        elif action == "delete":
            cookies = [
                f"{key}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT" for key in self.args
            ]
            self.answer(b"", 302, {"Set-Cookie": cookies, "Location": "/cookies"})
        else:
            pairs = [
                part.strip().partition("=")
                for part in (self.headers.get("Cookie") or "").split(";")
                if part.strip()
            ]
            self.answer({"cookies": {key: value for key, _, value in pairs}})

    def route_set_cookie(self) -> None:
        self.answer({"set": self.args.get("c")}, headers={"Set-Cookie": self.args.get("c", [])})

    def route_basic_auth(self) -> None:
        expected = "Basic " + base64.b64encode(b"postman:password").decode()
        if self.headers.get("Authorization") == expected:
            self.answer({"authenticated": True})
        else:
            self.answer(b"Unauthorized", 401, {"WWW-Authenticate": 'Basic realm="Users"'})

    def route_digest_auth(self, algorithm: str = "", qop: str = "auth") -> None:
        given = self.headers.get("Authorization") or ""
        fields = dict(_fields(given)) if given.startswith("Digest ") else {}
        name = {"": "md5", "sha256": "sha256"}[algorithm]
        if fields and fields.get("response") == self._digest(fields, name):
            self.answer({"authenticated": True})
            return
        qop = qop.replace("_", "-")
        shown = f", algorithm={'SHA-256' if algorithm else 'MD5'}" if algorithm or qop else ""
        quality = f', qop="{qop}"' if qop != "none" else ""
        challenge = f'Digest realm="{DIGEST["realm"]}", nonce="{DIGEST["nonce"]}"{quality}{shown}'
        self.answer(b"Unauthorized", 401, {"WWW-Authenticate": challenge})

    def _digest(self, fields: dict[str, str], name: str) -> str:
        def sha(text: str) -> str:
            return hashlib.new(name, text.encode()).hexdigest()

        first = sha(f"{DIGEST['user']}:{DIGEST['realm']}:{DIGEST['password']}")
        second = f"{self.command}:{fields.get('uri')}"
        if fields.get("qop") == "auth-int":
            second += f":{hashlib.new(name, self.body).hexdigest()}"
        middle = [fields.get("nonce", "")]
        if fields.get("qop"):
            middle += [fields["nc"], fields["cnonce"], fields["qop"]]
        return sha(":".join([first, *middle, sha(second)]))

    def route_auth(self, kind: str = "") -> None:
        fields = dict(_fields(self.headers.get("Authorization") or ""))
        host, _, port = (self.headers.get("Host") or "").partition(":")
        default = "443" if getattr(self.server, "scheme", "http") == "https" else "80"
        lines = [
            "hawk.1.header",
            fields.get("ts", ""),
            fields.get("nonce", ""),
            self.command,
            self.path,
            host,
            port or default,
        ]
        text = "\n".join([*lines, fields.get("hash", ""), fields.get("ext", "")]) + "\n"
        mac = hmac.new(
            b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", text.encode(), "sha256"
        ).digest()
        if (
            kind == "hawk"
            and fields.get("id") == "dh37fgj492je"
            and fields.get("mac") == base64.b64encode(mac).decode()
        ):
            self.answer({"message": "Hawk Authentication Successful"})
        else:
            self.answer({"message": "Unauthorized"}, 401)

    def route_oauth1(self) -> None:
        from urllib.parse import quote

        given = dict(_fields(self.headers.get("Authorization") or "", decode=True))
        signature = given.pop("oauth_signature", None) or self.args.get("oauth_signature")
        given.pop("realm", None)
        pairs = [*given.items(), *((k, v) for k, v in self.args.items() if k != "oauth_signature")]
        enc = lambda text: quote(text, safe="-._~")  # noqa: E731 - short
        joined = "&".join(
            f"{key}={value}" for key, value in sorted((enc(k), enc(v)) for k, v in pairs)
        )
        scheme = getattr(self.server, "scheme", "http")
        base = "&".join(
            [self.command, enc(f"{scheme}://{self.headers['Host']}{self.route}"), enc(joined)]
        )
        key = enc("D+EdQ-gs$-%@2Nu7").encode() + b"&"
        wanted = base64.b64encode(hmac.new(key, base.encode(), "sha1").digest()).decode()
        if signature == wanted:
            self.answer(
                {"status": "pass", "message": "OAuth-1.0a signature verification was successful"}
            )
        else:
            self.answer(
                {"status": "fail", "message": "HMAC-SHA1 verification failed", "base_uri": base},
                401,
            )

    def route_redirect_to(self) -> None:
        self.answer(b"", int(self.args.get("status", 302)), {"Location": self.args["url"]})

    def route_redirect(self, count: str = "1") -> None:
        self.answer(
            b"", 302, {"Location": "/get" if int(count) <= 1 else f"/redirect/{int(count) - 1}"}
        )

    def route_gzip(self) -> None:
        self.answer(
            gzip.compress(json.dumps({"gzipped": True}).encode()),
            headers={"Content-Encoding": "gzip"},
        )

    def route_brotli(self) -> None:
        self.answer(BROTLI, headers={"Content-Encoding": "br"})

    def route_delay(self, seconds: str = "0") -> None:
        threading.Event().wait(float(seconds))
        self.answer({"delay": seconds})

    def route_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    def route_binary(self) -> None:
        self.answer(bytes(range(256)), headers={"Content-Type": "application/octet-stream"})

    def route_deflate(self) -> None:
        self.answer(
            zlib.compress(json.dumps({"deflated": True}).encode()),
            headers={"Content-Encoding": "deflate"},
        )

    def route_encoding(self, *_: str) -> None:
        self.answer(
            "<h1>ünïcode ∮ 日本</h1>".encode(), headers={"Content-Type": "text/html; charset=utf-8"}
        )

    def route_charset(self, name: str = "latin-1") -> None:
        text = "<p>café ñ 100 %</p>"
        self.answer(text.encode(name), headers={"Content-Type": f"text/html; charset={name}"})

    def route_body(self) -> None:
        kind = self.args.get("type", "text/plain")
        self.answer(self.args.get("text", "").encode(), headers={"Content-Type": kind})

    def route_xml(self) -> None:
        self.answer(b"<a><b id='1'>x</b><b>y</b></a>", headers={"Content-Type": "application/xml"})

    def route_html(self) -> None:
        self.answer(
            b"<html><body><p class='x'>hi</p></body></html>", headers={"Content-Type": "text/html"}
        )


class EchoServer(ThreadingHTTPServer):
    """One echo service; `scheme` is what it says of itself."""

    daemon_threads = True
    scheme = "http"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no error here."""


@contextmanager
def echo_service() -> Iterator[str]:
    """Run the service on a free port of loopback; gives its address."""
    server = EchoServer(("127.0.0.1", 0), EchoHandler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for key, value in pairs:
        if key in grouped:
            held = grouped[key]
            grouped[key] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            grouped[key] = value
    return grouped


def _fields(header: str, *, decode: bool = False) -> Iterator[tuple[str, str]]:
    for part in header.partition(" ")[2].split(","):
        name, _, value = part.strip().partition("=")
        text = value.strip('"')
        yield name, unquote(text) if decode else text


def _multipart(body: bytes, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    boundary = kind.partition("boundary=")[2].encode()
    form: list[tuple[str, str]] = []
    files: dict[str, Any] = {}
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece.strip(b"\r\n").partition(b"\r\n\r\n")
        text = head.decode()
        name = text.partition('name="')[2].partition('"')[0]
        if 'filename="' in text:
            files[text.partition('filename="')[2].partition('"')[0]] = base64.b64encode(
                content
            ).decode()
        else:
            form.append((name, content.decode()))
    return _grouped(form), files
