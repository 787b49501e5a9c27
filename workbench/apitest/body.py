"""From a body as it is written to the bytes that are sent."""

import json
import mimetypes
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.apitest.auth.signing import header
from workbench.apitest.model import Body, FormPart, Request
from workbench.apitest.url import encode_form

_WITHOUT_BODY = frozenset({"GET", "COPY", "HEAD", "PURGE", "UNLOCK"})
_LANGUAGES = {
    "html": "text/html",
    "text": "text/plain",
    "json": "application/json",
    "javascript": "application/javascript",
    "xml": "application/xml",
}
FORM_TYPE = "application/x-www-form-urlencoded"
_BOUNDARY = re.compile(r'^multipart/.*;\s*boundary=("[^"]+"|[^;\s]+)', re.IGNORECASE)
_JSON_TYPE = re.compile(r"^application/(\S+\+)?json")


@dataclass(frozen=True, slots=True)
class EncodedBody:
    """The bytes of a body, its content type, and a sentence for each file not sent.

    `system_type` says that the type is a default which a header of the request overrides.
    """

    content: bytes | None = None
    content_type: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileAccess:
    """Which files a body may read: those inside `folder`; any when it is None."""

    folder: Path | None = None

    def read(self, name: str) -> bytes:
        """The file's bytes. Raises OSError, PermissionError where it lies outside."""
        base = Path.cwd() if self.folder is None else self.folder.resolve()
        path = (base / name).resolve()
        if self.folder is not None and not path.is_relative_to(base):
            raise PermissionError(f"{name} lies outside the working folder")
        return path.read_bytes()


def encode_body(
    request: Request, files: FileAccess, *, keep_for_any_method: bool = False, boundary: str = ""
) -> EncodedBody:
    """The bytes of the request's body; none for methods that take no body (GET, HEAD...).

    `boundary` fixes the multipart boundary (for a preview); else it is the one that the
    request's own Content-Type names, or a random one.
    """
    body = request.body
    if not body.enabled or is_empty(body):
        return EncodedBody()
    if request.method in _WITHOUT_BODY and not keep_for_any_method:
        return EncodedBody()
    if body.mode == "raw":
        text = _without_comments(body.text, request)
        kind = _LANGUAGES.get(body.language, "text/plain")
        return EncodedBody(text.encode("utf-8", "surrogatepass"), kind)
    if body.mode == "urlencoded":
        pairs = [(pair.name, pair.value or "") for pair in body.pairs if pair.enabled]
        return EncodedBody(encode_form(pairs).encode(), FORM_TYPE)
    if body.mode == "graphql":
        return EncodedBody(_graphql(body).encode(), "application/json")
    if body.mode == "file":
        return _file(body.file, files)
    chosen = boundary or _written_boundary(request) or f"{'-' * 26}{secrets.token_hex(12)}"
    return _multipart(body.parts, files, chosen)


def is_empty(body: Body) -> bool:
    """Whether there is nothing to send."""
    match body.mode:
        case "raw":
            return not body.text
        case "urlencoded":
            return not any(pair.enabled for pair in body.pairs)
        case "formdata":
            return not any(part.enabled for part in body.parts)
        case "file":
            return not body.file
        case _:
            return body.mode == "none"


def strip_json_comments(text: str) -> str:
    """Remove // and /* */ comments outside strings."""
    pattern = re.compile(r'"(?:\\.|[^"\\])*"|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
    return pattern.sub(lambda match: match.group() if match.group()[0] == '"' else "", text)


def _without_comments(text: str, request: Request) -> str:
    """Postman takes comments out of a raw body that is JSON by language or header."""
    if "//" not in text and "/*" not in text:
        return text
    language = request.body.language
    declared = header(request, "content-type")
    is_json = language == "json" or (not language and bool(_JSON_TYPE.match(declared)))
    return strip_json_comments(text) if is_json else text


def _written_boundary(request: Request) -> str:
    """The boundary that the request's own Content-Type names; empty where it names none."""
    found = _BOUNDARY.match(header(request, "content-type"))
    return found[1].strip('"') if found else ""


def _graphql(body: Body) -> str:
    parts = [f'"query":{json.dumps(body.text, ensure_ascii=False)}']
    if body.operation:
        parts.append(f'"operationName":{json.dumps(body.operation, ensure_ascii=False)}')
    if body.variables.strip():
        parts.append(f'"variables":{body.variables}')  # as they were written
    return "{" + ",".join(parts) + "}"


def _file(name: str, files: FileAccess) -> EncodedBody:
    try:
        return EncodedBody(files.read(name), _kind_of(name) or "")
    except OSError as error:
        return EncodedBody(None, "", (f"The file {name} is not sent: {_reason(error)}.",))


def _multipart(parts: Sequence[FormPart], files: FileAccess, boundary: str) -> EncodedBody:
    content = bytearray()
    warnings: list[str] = []
    for part in parts:
        if not part.enabled:
            continue
        for head, value in _part(part, files, warnings):
            content += f"--{boundary}\r\n{head}\r\n\r\n".encode() + value + b"\r\n"
    if not content:
        return EncodedBody(None, "", tuple(warnings))
    content += f"--{boundary}--\r\n".encode()
    return EncodedBody(bytes(content), f"multipart/form-data; boundary={boundary}", tuple(warnings))


def _part(part: FormPart, files: FileAccess, warnings: list[str]) -> list[tuple[str, bytes]]:
    if not part.is_file:
        head = _disposition(part.name, part.file_name)
        if part.content_type:
            head += f"\r\nContent-Type: {part.content_type}"
        return [(head, part.value.encode("utf-8", "surrogatepass"))]
    if not any(part.files):
        return [(_disposition(part.name, part.file_name or ""), b"")]
    found: list[tuple[str, bytes]] = []
    for name in part.files:
        try:
            content = files.read(name)
        except OSError as error:
            warnings.append(f"The file {name} of part {part.name} is not sent: {_reason(error)}.")
            continue
        shown = part.file_name or Path(name).name
        kind = part.content_type or _kind_of(name) or _kind_of(shown) or "application/octet-stream"
        found.append((f"{_disposition(part.name, shown)}\r\nContent-Type: {kind}", content))
    return found


def _kind_of(name: str) -> str | None:
    return mimetypes.guess_type(Path(name).name)[0]


def _disposition(name: str, file_name: str | None) -> str:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    return head if file_name is None else f'{head}; filename="{_quoted(file_name)}"'


def _quoted(text: str) -> str:
    """WHATWG form encoding of names: quotes and line ends cannot break out of the header."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
