"""Variables: scopes and the plain scanner that puts values in place of `{{names}}`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from workbench.apitest import dynamic
from workbench.apitest.javascript import js_text
from workbench.apitest.model import Auth, Body, FormPart, Pair, Request, Url, Variable
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_TOKEN = re.compile(r"\{\{([^{}]*?)\}\}")
_PASSES = 19  # as many as Postman's own substitution makes
_LONGEST = 16 * 1024 * 1024
SECRET_PREFIX = "secret:"


class Lookup(Protocol):
    """Anything that may know a variable's value."""

    def find(self, name: str) -> str | None:
        """The value as text, None where the name is unknown."""
        ...


class Scope:
    """Variables of one kind (global, collection, environment, local) in their order.

    Of several with one name the last enabled one counts; disabled ones stay untouched.
    """

    def __init__(self, variables: Sequence[Variable] = (), *, name: str = "", id: str = "") -> None:  # noqa: A002 - the format's own word
        self.variables = list(variables)
        self.name = name
        self.id = id

    def find(self, name: str) -> str | None:
        """The value as JavaScript would print it."""
        held = self._enabled(name)
        return None if held is None else js_text(held.value)

    def value(self, name: str) -> JsonValue:
        """The value as it is; None where the name is unknown."""
        held = self._enabled(name)
        return None if held is None else held.value

    def set(self, name: str, value: JsonValue) -> None:
        """Change the enabled variable of that name, or add one."""
        for index in range(len(self.variables) - 1, -1, -1):
            held = self.variables[index]
            if held.name == name and held.enabled:
                self.variables[index] = replace(held, value=value)
                return
        self.variables.append(Variable(name, value))

    def unset(self, name: str) -> None:
        """Remove the enabled variables of that name."""
        self.variables = [v for v in self.variables if v.name != name or not v.enabled]

    def _enabled(self, name: str) -> Variable | None:
        for held in reversed(self.variables):
            if held.name == name and held.enabled:
                return held
        return None


class DataRow:
    """One row of a data file, as a scope."""

    def __init__(self, row: Mapping[str, JsonValue]) -> None:
        self.row = row

    def find(self, name: str) -> str | None:
        """The cell as JavaScript would print it; an empty (null) one is as good as none."""
        value = self.row.get(name)
        return None if value is None else js_text(value)


class Substitution:
    """Scopes in the order in which they are asked, then the dynamic `$names`."""

    def __init__(
        self, scopes: Sequence[Lookup], secret: Callable[[str], str | None] | None = None
    ) -> None:
        """`secret` gives the value of `{{secret:name}}`; without it such names stay as they are."""
        self._scopes = scopes
        self._secret = secret

    def find(self, name: str) -> str | None:
        """The value of the first scope that knows the name."""
        if name.startswith(SECRET_PREFIX):
            return None
        for scope in self._scopes:
            value = scope.find(name)
            if value is not None:
                return value
        return dynamic.generate(name)

    def text(self, template: str) -> str:
        """Replace every known `{{name}}`, also inside values, 19 times over at most.

        Unknown names stay as they are. Secrets come last, so that no other variable's text
        can be read out of a secret. Raises UserError for a variable that grows without end.
        """
        if "{{" not in template:
            return template
        text = template
        for _ in range(_PASSES):
            replaced = _TOKEN.sub(self._replace, text)
            if replaced == text:
                break
            text = replaced
            if len(text) > _LONGEST:
                name = _TOKEN.search(text)
                raise UserError(
                    f"The variable {name.group(1) if name else ''} names itself and grows"
                    " without end.",
                    "Give it a value of its own.",
                )
        if self._secret is None or SECRET_PREFIX not in text:
            return text
        return _TOKEN.sub(self._reveal, text)

    def unknown(self, template: str) -> list[str]:
        """The names in the text that no scope knows, in order, without repeats."""
        names = dict.fromkeys(match.group(1) for match in _TOKEN.finditer(self.text(template)))
        return [name for name in names if not name.startswith(SECRET_PREFIX)]

    def _replace(self, match: re.Match[str]) -> str:
        value = self.find(match.group(1))
        return match.group() if value is None else value

    def _reveal(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if self._secret is None or not name.startswith(SECRET_PREFIX):
            return match.group()
        value = self._secret(name.removeprefix(SECRET_PREFIX))
        return match.group() if value is None else value


def resolve(request: Request, substitution: Substitution) -> Request:
    """The request with every variable replaced; the URL's path values are put in first."""
    from workbench.apitest.url import parse_url, url_text

    text = substitution.text
    return replace(
        request,
        url=parse_url(text(url_text(request.url))),
        headers=tuple(_pair(pair, text) for pair in request.headers),
        body=_body(request.body, text),
        auth=None if request.auth is None else resolve_auth(request.auth, substitution),
        description=text(request.description),
    )


def resolve_auth(auth: Auth, substitution: Substitution) -> Auth:
    """The settings with every variable replaced."""
    settings = {
        name: substitution.text(value) if isinstance(value, str) else value
        for name, value in auth.settings.items()
    }
    return Auth(auth.kind, settings)


def missing_secrets(request: Request, auth: Auth | None) -> list[str]:
    """The secrets that a resolved request still only names where they would be sent, in order."""
    texts = (*_sent_texts(request), *(_auth_texts(auth) if auth is not None else ()))
    found = (match.group(1) for text in texts for match in _TOKEN.finditer(text))
    names = (name.removeprefix(SECRET_PREFIX) for name in found if name.startswith(SECRET_PREFIX))
    return list(dict.fromkeys(names))


def refuse_missing_secrets(request: Request, auth: Auth | None, host: str) -> None:
    """Raise UserError for a reference that would go to the host as its own literal text."""
    missing = missing_secrets(request, auth)
    if missing:
        names = ", ".join(missing)
        raise UserError(
            f"The secret {names} for {host} is not known: nothing was sent."
            if len(missing) == 1
            else f"The secrets {names} for {host} are not known: nothing was sent.",
            "Keep it in the keyring (API pane: 'Set a secret'),"
            " or on the command line give -e FILE, an environment with a variable of that name.",
        )


def _sent_texts(request: Request) -> Iterator[str]:
    from workbench.apitest.url import url_text

    body = request.body
    yield url_text(request.url)
    for pair in (*request.headers, *body.pairs):
        if pair.enabled:
            yield pair.name
            yield pair.value or ""
    for part in body.parts:
        if part.enabled:
            yield from (part.name, part.value, part.content_type, part.file_name or "", *part.files)
    if body.enabled:
        yield from (body.text, body.file, body.variables, body.operation)


def _auth_texts(auth: Auth) -> Iterator[str]:
    """With a token at hand, the settings that say how to get one are not sent."""
    if auth.kind == "oauth2" and auth.text("accessToken"):
        yield auth.text("accessToken")
    elif auth.kind != "noauth":
        yield from (value for value in auth.settings.values() if isinstance(value, str))


def _pair(pair: Pair, text: Callable[[str], str]) -> Pair:
    value = None if pair.value is None else text(pair.value)
    return replace(pair, name=text(pair.name), value=value)


def _body(body: Body, text: Callable[[str], str]) -> Body:
    return replace(
        body,
        text=text(body.text),
        pairs=tuple(_pair(pair, text) for pair in body.pairs),
        parts=tuple(_part(part, text) for part in body.parts),
        file=text(body.file),
        variables=text(body.variables),
        operation=text(body.operation),
    )


def _part(part: FormPart, text: Callable[[str], str]) -> FormPart:
    return replace(
        part,
        name=text(part.name),
        value=text(part.value),
        files=tuple(text(path) for path in part.files),
        content_type=text(part.content_type),
    )


def substitute_url(url: Url, substitution: Substitution) -> Url:
    """Only the URL, for a preview."""
    return resolve(Request(url=url), substitution).url
