"""What a request is, and the tree of folders that holds requests: plain frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from workbench.core.jsontypes import JsonObject, JsonValue

BodyMode = Literal["none", "raw", "urlencoded", "formdata", "file", "graphql"]
Listener = Literal["prerequest", "test"]
Dialect = Literal["postman", "bruno"]
"""Whose interface a script uses: pm, or bru, req and res."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a table (query, header, form). A `value` of None is a name without '='."""

    name: str
    value: str | None = ""
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part of a multipart body: a text, or the files whose paths are in `files`."""

    name: str
    value: str = ""
    files: tuple[str, ...] = ()
    is_file: bool = False
    content_type: str = ""
    file_name: str | None = None
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent after the head.

    `text` is the raw text or the GraphQL query; `language` is what raw text is written in
    (json, xml, html, javascript, text); `variables` are GraphQL variables as JSON text.
    """

    mode: BodyMode = "none"
    text: str = ""
    language: str = ""
    pairs: tuple[Pair, ...] = ()
    parts: tuple[FormPart, ...] = ()
    file: str = ""
    variables: str = ""
    operation: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Auth:
    """An authentication method by its Postman name (basic, bearer, apikey, digest, oauth1,
    oauth2, awsv4, hawk, jwt, noauth) and its settings. A request without one inherits.
    """

    kind: str
    settings: Mapping[str, JsonValue] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A setting as text; empty where it is missing or null."""
        value = self.settings.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str) -> bool:
        """A setting as yes or no; the text 'false' is no."""
        value = self.settings.get(name)
        return value.lower() == "true" if isinstance(value, str) else bool(value)


@dataclass(frozen=True, slots=True)
class Url:
    """An address before '?', the query table, the values of `:name` path segments, a fragment."""

    address: str = ""
    query: tuple[Pair, ...] = ()
    path: tuple[Pair, ...] = ()
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is written: variables are still `{{names}}`."""

    method: str = "GET"
    url: Url = field(default_factory=Url)
    headers: tuple[Pair, ...] = ()
    body: Body = field(default_factory=Body)
    auth: Auth | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A script that runs before the request or on its answer."""

    listen: Listener
    source: str
    enabled: bool = True
    id: str = ""
    dialect: Dialect = "postman"


@dataclass(frozen=True, slots=True)
class Check:
    """A check without code: `subject` (res.status, res.body.a[0]) `operator` `expected`."""

    subject: str
    operator: str
    expected: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Variable:
    """A named value of a scope; `secret` ones are never written in clear."""

    name: str
    value: JsonValue = ""
    enabled: bool = True
    secret: bool = False
    kind: str = "any"


@dataclass(frozen=True, slots=True)
class Item:
    """One request of a collection, with its scripts, checks, examples and behaviour."""

    name: str
    request: Request
    id: str = ""
    scripts: tuple[Script, ...] = ()
    checks: tuple[Check, ...] = ()
    examples: tuple[JsonObject, ...] = ()
    behavior: Mapping[str, JsonValue] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A group of items; the collection itself is the outermost one."""

    name: str
    items: "tuple[Item | Folder, ...]" = ()
    id: str = ""
    auth: Auth | None = None
    scripts: tuple[Script, ...] = ()
    variables: tuple[Variable, ...] = ()
    behavior: Mapping[str, JsonValue] = field(default_factory=dict)
    description: str = ""

    def walk(self, above: "tuple[Folder, ...]" = ()) -> "Iterator[Placed]":
        """Every item in order, with the folders that hold it, outermost first."""
        chain = (*above, self)
        for entry in self.items:
            if isinstance(entry, Folder):
                yield from entry.walk(chain)
            else:
                yield Placed(entry, chain)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the folders above it, outermost (the collection) first."""

    item: Item
    folders: tuple[Folder, ...]

    @property
    def auth(self) -> Auth | None:
        """The item's own authentication, else that of the nearest folder which has one."""
        holders = [self.item.request, *reversed(self.folders)]
        return next((holder.auth for holder in holders if holder.auth is not None), None)

    @property
    def behavior(self) -> dict[str, JsonValue]:
        """Protocol behaviour: the nearest setting wins."""
        merged: dict[str, JsonValue] = {}
        for holder in (*self.folders, self.item):
            merged.update(holder.behavior)
        return merged

    def scripts(self, listen: Listener) -> list[tuple[str, Script]]:
        """The scripts that run, outermost folder first, with the name of their holder."""
        holders = (*self.folders, self.item)
        return [
            (holder.name, script)
            for holder in holders
            for script in holder.scripts
            if script.listen == listen and script.enabled
        ]

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the collection down to the item."""
        return (*(folder.name for folder in self.folders), self.item.name)


@dataclass(frozen=True, slots=True)
class Lost:
    """What an importer or exporter could not carry over, and at which item."""

    item: str
    what: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A collection read from a file, the environments found with it, and what was lost."""

    collection: Folder
    environments: Mapping[str, tuple[Variable, ...]] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()
