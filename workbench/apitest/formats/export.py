"""Writes a collection for another tool: Postman, curl, OpenCollection, Python."""

import json
import shlex
from dataclasses import dataclass, replace

from workbench.apitest.formats.opencollection_write import collection_to_yaml
from workbench.apitest.formats.postman_write import collection_to_json
from workbench.apitest.model import Auth, Body, Folder, Item, Lost, Pair, Placed, Request
from workbench.apitest.redaction import is_secret_name
from workbench.apitest.url import url_text
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_SECRET_SETTINGS = frozenset({
    "password", "token", "value", "accessToken", "clientSecret", "consumerSecret", "tokenSecret",
    "secretKey", "secretAccessKey", "sessionToken", "authKey", "secret", "privateKey",
    "refreshToken",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """The written text, how many requests are in it, and what it could not carry."""

    text: str
    requests: int
    lost: tuple[Lost, ...] = ()


def export(collection: Folder, kind: str, *, with_secrets: bool = False) -> Exported:
    """Write `postman`, `curl`, `opencollection` or `python`. Secrets become references
    unless asked for. Raises UserError for another kind.
    """
    clean = collection if with_secrets else without_secrets(collection)
    placed = list(clean.walk())
    lost = [loss for part in placed for loss in _lost(part, kind)]
    for before, after in zip(collection.walk(), placed, strict=True):
        if before.item != after.item or before.auth != after.auth:
            lost.append(Lost(after.item.name, "its secrets are written as {{secret:name}}"))
    match kind:
        case "postman":
            text = json.dumps(collection_to_json(clean), indent=2, ensure_ascii=False) + "\n"
        case "opencollection":
            text = collection_to_yaml(clean)
        case "curl":
            text = (
                "\n\n".join(
                    f"# {part.item.name}\n{curl_command(part.item.request, part.auth)}"
                    for part in placed
                )
                + "\n"
            )
        case "python":
            text = _python(placed)
        case _:
            raise UserError(
                f"There is no export to {kind}.", "Use postman, curl, opencollection or python."
            )
    return Exported(text, len(placed), tuple(lost))


def without_secrets(collection: Folder) -> Folder:
    """The collection with literal secrets replaced by `{{secret:name}}` references."""
    return replace(
        collection,
        auth=_masked_auth(collection.auth),
        items=tuple(_masked(entry) for entry in collection.items),
        variables=tuple(
            replace(v, value=_reference(v.name))
            if (v.secret or is_secret_name(v.name)) and _is_literal(v.value)
            else v
            for v in collection.variables
        ),
    )


def curl_command(request: Request, auth: Auth | None) -> str:
    """One curl command for bash; variables stay `{{names}}`."""
    verb = ["--head"] if request.method == "HEAD" else ["--request", request.method]
    parts = ["curl", *verb, shlex.quote(url_text(request.url))]
    arguments: list[str] = []
    for pair in request.headers:
        if pair.enabled:
            shown = f"{pair.name}: {pair.value}" if pair.value else f"{pair.name};"
            arguments += ["--header", shlex.quote(shown)]
    arguments += _auth_arguments(auth)
    arguments += _body_arguments(request)
    lines = [
        " ".join(parts),
        *(f"  {' '.join(arguments[i : i + 2])}" for i in range(0, len(arguments), 2)),
    ]
    return " \\\n".join(lines)


def _auth_arguments(auth: Auth | None) -> list[str]:
    if auth is None or auth.kind == "noauth":
        return []
    if auth.kind in ("basic", "digest"):
        user = shlex.quote(f"{auth.text('username')}:{auth.text('password')}")
        return ["--user", user, *(["--digest", ""] if auth.kind == "digest" else [])]
    if auth.kind == "bearer":
        return ["--header", shlex.quote(f"Authorization: Bearer {auth.text('token')}")]
    if auth.kind == "oauth2":
        return ["--header", shlex.quote(f"Authorization: Bearer {auth.text('accessToken')}")]
    if auth.kind == "apikey" and auth.text("in") != "query":
        return ["--header", shlex.quote(f"{auth.text('key')}: {auth.text('value')}")]
    if auth.kind == "apikey":
        return ["--url-query", shlex.quote(f"{auth.text('key')}={auth.text('value')}")]
    return []


def _body_arguments(request: Request) -> list[str]:
    body = request.body
    match body.mode:
        case "raw":
            typed = any(
                pair.enabled and pair.name.lower() == "content-type" for pair in request.headers
            )
            kinds = {"json": "application/json", "xml": "application/xml", "html": "text/html"}
            kind = (
                []
                if typed
                else [
                    "--header",
                    shlex.quote(f"Content-Type: {kinds.get(body.language, 'text/plain')}"),
                ]
            )
            return [*kind, "--data-raw", shlex.quote(body.text)]
        case "urlencoded":
            rows = [pair for pair in body.pairs if pair.enabled]
            return [
                word
                for pair in rows
                for word in ("--data-urlencode", shlex.quote(f"{pair.name}={pair.value or ''}"))
            ]
        case "formdata":
            arguments: list[str] = []
            for part in body.parts:
                values = [f"@{file}" for file in part.files] if part.is_file else [part.value]
                for value in values if part.enabled else []:
                    option = "--form" if part.is_file else "--form-string"
                    arguments += [option, shlex.quote(f"{part.name}={value}")]
            return arguments
        case "file":
            return ["--data-binary", shlex.quote(f"@{body.file}")] if body.file else []
        case "graphql":
            query = json.dumps(
                {"query": body.text, "variables": _loads(body.variables)}, ensure_ascii=False
            )
            return [
                "--header",
                shlex.quote("Content-Type: application/json"),
                "--data-raw",
                shlex.quote(query),
            ]
        case "none":
            return []


def _python(placed: list[Placed]) -> str:
    lines = [
        '"""Requests exported from the API tester; fill in the {{variables}}."""',
        "",
        "import httpx",
        "",
    ]
    for number, part in enumerate(placed, 1):
        lines += [
            "",
            f"def request_{number}(client: httpx.Client) -> httpx.Response:",
            f'    """{_docstring(part.item.name)}"""',
        ]
        lines += _python_call(part)
    return "\n".join(lines) + "\n"


def _python_call(part: Placed) -> list[str]:
    request, auth = part.item.request, part.auth
    headers = [(pair.name, pair.value or "") for pair in request.headers if pair.enabled]
    lines = [
        "    return client.request(",
        f"        {request.method!r},",
        f"        {url_text(request.url)!r},",
    ]
    if auth is not None and auth.kind == "bearer":
        headers.append(("Authorization", f"Bearer {auth.text('token')}"))
    if auth is not None and auth.kind == "apikey" and auth.text("in") != "query":
        headers.append((auth.text("key"), auth.text("value")))
    if headers:
        lines.append(f"        headers={headers!r},")
    if auth is not None and auth.kind in ("basic", "digest"):
        kind = "BasicAuth" if auth.kind == "basic" else "DigestAuth"
        lines.append(
            f"        auth=httpx.{kind}({auth.text('username')!r}, {auth.text('password')!r}),"
        )
    body = request.body
    if body.mode == "raw":
        lines.append(f"        content={body.text.encode()!r},")
    elif body.mode == "urlencoded":
        lines.append(f"        data={ {p.name: p.value or '' for p in body.pairs if p.enabled}!r},")
    elif body.mode == "graphql":
        lines.append(
            f"        json={ {'query': body.text, 'variables': _loads(body.variables)}!r},"
        )
    elif body.mode == "formdata":
        texts = {p.name: p.value for p in body.parts if p.enabled and not p.is_file}
        files = [(p.name, name) for p in body.parts if p.enabled for name in p.files]
        shown = ", ".join(f"({name!r}, open({file!r}, 'rb'))" for name, file in files)
        lines += [f"        data={texts!r},", f"        files=[{shown}],"]
    elif body.mode == "file" and body.file:
        lines.append(f"        content=open({body.file!r}, 'rb'),")
    return [*lines, "    )", ""]


def _docstring(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''").replace("\n", " ") or "A request"


def _loads(text: str) -> JsonValue:
    try:
        return json.loads(text) if text.strip() else {}
    except ValueError:
        return text


def _masked(entry: Item | Folder) -> Item | Folder:
    if isinstance(entry, Folder):
        return without_secrets(entry)
    request = entry.request
    return replace(
        entry,
        request=replace(
            request,
            headers=tuple(_masked_pair(pair) for pair in request.headers),
            url=replace(request.url, query=tuple(_masked_pair(pair) for pair in request.url.query)),
            auth=_masked_auth(request.auth),
        ),
    )


def _masked_pair(pair: Pair) -> Pair:
    if not is_secret_name(pair.name) or not _is_literal(pair.value):
        return pair
    scheme, space, _ = (pair.value or "").partition(" ")
    prefix = f"{scheme} " if space and scheme.lower() in ("bearer", "basic", "token") else ""
    return replace(pair, value=prefix + _reference(pair.name))


def _masked_auth(auth: Auth | None) -> Auth | None:
    if auth is None:
        return None
    settings = {
        name: _reference(f"{auth.kind}-{name}")
        if name in _SECRET_SETTINGS and _is_literal(value)
        else value
        for name, value in auth.settings.items()
    }
    return Auth(auth.kind, settings)


def _is_literal(value: JsonValue) -> bool:
    return isinstance(value, str) and bool(value) and "{{" not in value


def _reference(name: str) -> str:
    return f"{{{{secret:{name}}}}}"


def _lost(part: Placed, kind: str) -> list[Lost]:
    item = part.item
    lost: list[Lost] = []
    if kind in ("curl", "python"):
        if item.scripts or part.scripts("prerequest") or part.scripts("test"):
            lost.append(Lost(item.name, "its scripts"))
        if item.checks:
            lost.append(Lost(item.name, "its checks"))
        auth = part.auth
        if auth is not None and auth.kind in ("oauth1", "awsv4", "hawk", "jwt"):
            lost.append(Lost(item.name, f"its authentication ({auth.kind})"))
        lost += [Lost(item.name, what) for what in _without_file(item.request.body)]
    if kind == "postman" and item.checks:
        lost.append(Lost(item.name, "its checks without code"))
    if kind == "opencollection" and item.examples:
        lost.append(Lost(item.name, "its recorded examples"))
    return lost


def _without_file(body: Body) -> list[str]:
    """The places where a file is sent but none is chosen: no command can name it."""
    if body.mode == "file":
        return [] if body.file else ["its body: no file is chosen"]
    if body.mode != "formdata":
        return []
    return [
        f"the part '{part.name}': no file is chosen"
        for part in body.parts
        if part.enabled and part.is_file and not part.files
    ]
