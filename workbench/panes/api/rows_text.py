"""Tables of names and values as lines of text: quick to type, and read well by ear."""

from collections.abc import Iterable, Sequence

from workbench.apitest.model import Auth, Check, FormPart, Pair
from workbench.core.errors import UserError

_OFF = "# "


def pairs_to_text(pairs: Iterable[Pair]) -> str:
    """One 'Name: value' a line, in order; a line behind '# ' is switched off."""
    return "\n".join(
        f"{'' if pair.enabled else _OFF}{pair.name}: {pair.value or ''}" for pair in pairs
    )


def query_to_text(pairs: Iterable[Pair]) -> str:
    """As `pairs_to_text`; a name without '=' stands alone on its line."""
    return "\n".join(
        pairs_to_text((pair,))
        if pair.value is not None
        else f"{'' if pair.enabled else _OFF}{pair.name}"
        for pair in pairs
    )


def query_from_text(text: str, before: Sequence[Pair]) -> tuple[Pair, ...]:
    """The query of such lines; empty rows stay while no line was changed."""
    if text == query_to_text(before):
        return tuple(before)
    found: list[Pair] = []
    for line in text.splitlines():
        if line.strip():
            name, colon, value = line.removeprefix(_OFF).partition(":")
            enabled = not line.startswith(_OFF)
            found.append(Pair(name.strip(), value.strip() if colon else None, enabled))
    return tuple(found)


def pairs_from_text(text: str, what: str) -> tuple[Pair, ...]:
    """The pairs of such lines; repeats, case and empty values stay. Raises UserError."""
    found: list[Pair] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        enabled = not line.startswith(_OFF)
        name, colon, value = line.removeprefix(_OFF).partition(":")
        if not colon:
            raise UserError(f"Line {number} of the {what} has no colon.", "Write 'Name: value'.")
        found.append(Pair(name.strip(), value.strip(), enabled))
    return tuple(found)


def parts_to_text(parts: Iterable[FormPart]) -> str:
    """One 'name: value' a line; a file is 'name: @path', several files are several lines."""
    lines: list[str] = []
    for part in parts:
        values = [f"@{path}" for path in part.files or ("",)] if part.is_file else [part.value]
        lines += [f"{'' if part.enabled else _OFF}{part.name}: {value}" for value in values]
    return "\n".join(lines)


def parts_from_text(text: str, before: Sequence[FormPart]) -> tuple[FormPart, ...]:
    """The parts of such lines; content types stay while no line was changed. Raises UserError."""
    if text == parts_to_text(before):
        return tuple(before)
    return tuple(
        FormPart(pair.name, files=(value[1:].strip(),), is_file=True, enabled=pair.enabled)
        if (value := pair.value or "").startswith("@")
        else FormPart(pair.name, value, enabled=pair.enabled)
        for pair in pairs_from_text(text, "form")
    )


def auth_to_text(auth: Auth | None) -> str:
    """The settings of an authentication, one 'name: value' a line."""
    if auth is None:
        return ""
    return "\n".join(f"{name}: {auth.text(name)}" for name in auth.settings)


def auth_from_text(kind: str, text: str) -> Auth | None:
    """The authentication; None for 'inherited'. Raises UserError."""
    if kind == INHERITED:
        return None
    pairs = pairs_from_text(text, "authentication")
    return Auth(kind, {pair.name: pair.value or "" for pair in pairs if pair.enabled})


def checks_to_text(checks: Iterable[Check]) -> str:
    """One 'subject operator value' a line."""
    return "\n".join(
        f"{'' if check.enabled else _OFF}{check.subject} {check.operator} {check.expected}".rstrip()
        for check in checks
    )


def checks_from_text(text: str) -> tuple[Check, ...]:
    """The checks of such lines. Raises UserError."""
    found: list[Check] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = line.removeprefix(_OFF).split(None, 2)
        if len(parts) < 2:
            raise UserError(
                f"Line {number} of the checks is incomplete.", "Write 'res.status eq 200'."
            )
        expected = parts[2] if len(parts) > 2 else ""
        found.append(Check(parts[0], parts[1], expected, not line.startswith(_OFF)))
    return tuple(found)


INHERITED = "inherited"
AUTH_KINDS: dict[str, str] = {
    INHERITED: "",
    "noauth": "",
    "basic": "username: \npassword: {{secret:password}}",
    "bearer": "token: {{secret:token}}",
    "apikey": "key: X-API-Key\nvalue: {{secret:api-key}}\nin: header",
    "digest": "username: \npassword: {{secret:password}}",
    "oauth1": "consumerKey: \nconsumerSecret: {{secret:consumer}}\nsignatureMethod: HMAC-SHA1",
    "oauth2": "accessToken: {{secret:access-token}}",
    "awsv4": "accessKey: \nsecretKey: {{secret:aws-secret}}\nregion: \nservice: ",
    "hawk": "authId: \nauthKey: {{secret:hawk-key}}\nalgorithm: sha256",
}
"""The kinds of authentication and the settings that each begins with."""
