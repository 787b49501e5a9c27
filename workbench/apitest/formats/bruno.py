"""Reads Bruno's `.bru` files: requests, folders, collections and environments."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.apitest.formats.inherited import with_headers
from workbench.apitest.formats.shape import a_list, a_text, an_object
from workbench.apitest.formats.text import parse_json, read_text
from workbench.apitest.model import (
    Auth,
    Body,
    Check,
    Folder,
    FormPart,
    Imported,
    Item,
    Lost,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.apitest.scripts.bruno import not_given, setting, setting_from_answer
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_METHODS = frozenset(
    {"get", "post", "put", "delete", "patch", "options", "head", "connect", "trace", "query"}
)
_COLLECTION, _FOLDER = "collection.bru", "folder.bru"
_OPENING = re.compile(r"^([\w:.-]+)\s*([{\[])\s*$")
_TEXT_BLOCKS = ("body", "script", "tests", "docs", "example")
_DICT_BODIES = ("body:form-urlencoded", "body:multipart-form", "body:file", "body:grpc", "body:ws")
_RAW = {
    "body": "json",
    "body:json": "json",
    "body:text": "text",
    "body:xml": "xml",
    "body:sparql": "text",
}
_AUTH_NAMES = {
    "awsv4": {"accessKeyId": "accessKey", "secretAccessKey": "secretKey"},
    "apikey": {"placement": "in"},
    "oauth2": {
        "access_token_url": "accessTokenUrl",
        "client_id": "clientId",
        "client_secret": "clientSecret",
    },
    "oauth1": {
        "consumer_key": "consumerKey", "consumer_secret": "consumerSecret", "access_token": "token",
        "access_token_secret": "tokenSecret", "signature_method": "signatureMethod",
    },
}  # fmt: skip
_AFTER = ("script:post-response", "tests")
_OPERATORS = re.compile(
    r"^(eq|neq|gte|gt|lte|lt|in|notIn|contains|notContains|length|matches|notMatches|startsWith|endsWith"
    r"|between|isEmpty|isNotEmpty|isNull|isUndefined|isDefined|isTruthy|isFalsy|isJson|isNumber|isString"
    r"|isBoolean|isArray)(?:\s+(.*))?$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a file: its name, and its lines as they stand (dedented)."""

    name: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The block's content as text."""
        return "\n".join(self.lines)

    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """`name: value` rows as (name, value, enabled); '''...''' values span lines."""
        index = 0
        while index < len(self.lines):
            line = self.lines[index].strip()
            index += 1
            if not line or line.startswith("@"):
                continue
            enabled = not line.startswith("~")
            name, value = _split_row(line.removeprefix("~"))
            if value.startswith("'''") and not (len(value) >= 6 and value.endswith("'''")):
                collected = [value[3:]] if value[3:].strip() else []
                while index < len(self.lines) and "'''" not in self.lines[index]:
                    collected.append(self.lines[index])
                    index += 1
                index += 1
                value = "\n".join(part[2:] if part.startswith("  ") else part for part in collected)
            elif value.startswith("'''"):
                value = value[3:-3]
            yield name, value, enabled


def read_bru(path: Path) -> Imported:
    """A `.bru` file, or a folder of them. Raises UserError."""
    if path.is_dir():
        return _read_tree(path)
    blocks = parse_blocks(read_text(path), str(path))
    names = {block.name for block in blocks}
    if not names & _METHODS and names & {"vars", "vars:secret"} and "meta" not in names:
        return Imported(Folder(path.stem), {path.stem: environment(blocks)})
    item, lost = item_from_blocks(blocks, path.stem)
    if item is None:
        folder = _settings_of({block.name: block for block in blocks}, path.stem)
        return Imported(
            folder,
            lost=(Lost(path.stem, "it holds folder or collection settings, no request"), *lost),
        )
    return Imported(Folder(item.name, (item,), id=str(uuid.uuid4())), lost=tuple(lost))


def parse_blocks(text: str, source: str) -> list[Block]:
    """Cut a file into blocks. Raises UserError naming the line where one is not closed."""
    lines = text.replace("\r\n", "\n").split("\n")
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        opening = _OPENING.match(line.strip()) if line[:1] not in (" ", "\t") else None
        if opening is None:
            if line.strip() and not line.lstrip().startswith(("#", "//")):
                _check_inline(line, source, index, blocks)
            index += 1
            continue
        closing = "}" if opening.group(2) == "{" else "]"
        end = index + 1
        while end < len(lines) and lines[end].rstrip() != closing:
            end += 1
        if end == len(lines):
            raise UserError(
                f"{source}: the block {opening.group(1)} at line {index + 1} is not closed.",
                "Mend the file.",
            )
        content = tuple(
            part[2:] if part.startswith("  ") else part for part in lines[index + 1 : end]
        )
        blocks.append(Block(opening.group(1), content, index + 1))
        index = end + 1
    if not blocks:
        raise UserError(
            f"{source} holds no blocks of a .bru file.", "Name a file of a Bruno collection."
        )
    return blocks


def item_from_blocks(blocks: list[Block], fallback: str) -> tuple[Item | None, list[Lost]]:
    """The request of a file and what of it is lost; None for folder and collection files."""
    named = {block.name: block for block in blocks}
    meta = _dict(named.get("meta"))
    name = meta.get("name") or fallback
    method = next(
        (block for block in blocks if block.name in _METHODS or block.name == "http"), None
    )
    lost: list[Lost] = []
    for kind in ("grpc", "ws"):
        if kind in named or meta.get("type") == kind:
            return None, [Lost(name, f"{kind} requests are not supported")]
    if method is None:
        return None, lost
    details = _dict(method)
    url = parse_url(details.get("url", ""))
    rows = _pairs(named.get("params:query")) or _pairs(named.get("query")) or url.query
    path = _pairs(named.get("params:path")) or url.path
    word = details.get("method", "GET").upper() if method.name == "http" else method.name.upper()
    request = Request(
        method=word,
        url=Url(url.address, rows, path, url.fragment),
        headers=_pairs(named.get("headers")),
        body=_body(named, details.get("body", "none")),
        auth=_auth(named, details.get("auth", "none")),
    )
    item = Item(
        name=name,
        request=request,
        id=str(uuid.uuid4()),
        scripts=tuple(_scripts(named)),
        checks=tuple(_checks(named.get("assert"))),
        behavior=_behavior(_dict(named.get("settings"))),
        description=named["docs"].text if "docs" in named else "",
    )
    lost += [Lost(name, "a recorded example") for block in blocks if block.name == "example"]
    return item, [*lost, *_lost_of_scripts(named, name)]


def environment(blocks: list[Block]) -> tuple[Variable, ...]:
    """The variables of an environment file; secret ones have no value."""
    variables: list[Variable] = []
    for block in blocks:
        if block.name == "vars":
            variables += [Variable(n, v, enabled) for n, v, enabled in block.rows() if n]
        elif block.name == "vars:secret":
            names = [
                part.strip() for part in block.text.replace(",", "\n").split("\n") if part.strip()
            ]
            variables += [
                Variable(n.removeprefix("~"), "", not n.startswith("~"), secret=True) for n in names
            ]
    return tuple(variables)


def _check_inline(line: str, source: str, index: int, blocks: list[Block]) -> None:
    """A block on one line, such as `headers {}` or `vars:secret [a, b]`."""
    found = re.match(r"^([\w:.-]+)\s*(?:\{(.*)\}|\[(.*)\])\s*$", line.strip())
    if found is None:
        raise UserError(f"{source}: line {index + 1} cannot be read.", "Mend the file.")
    content = (found.group(2) or found.group(3) or "").strip()
    blocks.append(Block(found.group(1), (content,) if content else (), index + 1))


def _split_row(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        end = line.find('"', 1)
        while end > 0 and line[end - 1] == "\\":
            end = line.find('"', end + 1)
        if end > 0:
            return line[1:end].replace('\\"', '"'), line[end + 1 :].lstrip().removeprefix(
                ":"
            ).strip()
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _dict(block: Block | None) -> dict[str, str]:
    return (
        {} if block is None else {name: value for name, value, enabled in block.rows() if enabled}
    )


def _pairs(block: Block | None) -> tuple[Pair, ...]:
    return () if block is None else tuple(Pair(*row) for row in block.rows())


def _body(named: dict[str, Block], mode: str) -> Body:
    words = {
        "formUrlEncoded": "form-urlencoded",
        "multipartForm": "multipart-form",
        "binaryFile": "file",
    }
    mode = words.get(mode, mode)
    if mode == "none":
        return Body()
    block = named.get(f"body:{mode}") or (named.get("body") if mode == "json" else None)
    if mode == "graphql":
        variables = named.get("body:graphql:vars")
        return Body(
            "graphql",
            text=block.text if block else "",
            variables=variables.text if variables else "",
        )
    if mode == "form-urlencoded":
        return Body("urlencoded", pairs=_pairs(block))
    if mode == "multipart-form":
        return Body("formdata", parts=tuple(_part(*row) for row in block.rows()) if block else ())
    if mode == "file":
        files = [value for _, value, enabled in block.rows() if enabled] if block else []
        found = re.search(r"@file\(([^)]*)\)", files[0]) if files else None
        return Body("file", file=found.group(1) if found else "")
    language = _RAW.get(f"body:{mode}", "text")
    return Body("raw", text=block.text if block else "", language=language)


def _part(name: str, value: str, enabled: bool) -> FormPart:
    kind = re.search(r"\s*@contentType\(([^)]*)\)\s*$", value)
    if kind:
        value = value[: kind.start()]
    files = re.match(r"^@file\((.*)\)$", value)
    content_type = kind.group(1) if kind else ""
    if files:
        return FormPart(
            name,
            files=tuple(files.group(1).split("|")),
            is_file=True,
            content_type=content_type,
            enabled=enabled,
        )
    return FormPart(name, value, content_type=content_type, enabled=enabled)


def _auth(named: dict[str, Block], mode: str) -> Auth | None:
    if mode == "inherit":
        return None
    if mode == "none":
        return Auth("noauth")
    rows = _dict(named.get(f"auth:{mode}"))
    renamed = _AUTH_NAMES.get(mode, {})
    return Auth(mode, {renamed.get(name, name): value for name, value in rows.items()})


def _scripts(named: dict[str, Block]) -> Iterator[Script]:
    """Scripts, and the variables set before and after as scripts, in Bruno's order."""
    before, after = (
        [
            (name, value)
            for name, value, enabled in named[block].rows()
            if name and value and enabled
        ]
        if block in named
        else []
        for block in ("vars:pre-request", "vars:post-response")
    )
    if before:
        yield Script("prerequest", setting(before))
    if "script:pre-request" in named:
        yield Script("prerequest", named["script:pre-request"].text, dialect="bruno")
    if after:
        yield Script("test", setting_from_answer(after), dialect="bruno")
    for name in _AFTER:
        if name in named:
            yield Script("test", named[name].text, dialect="bruno")


def _lost_of_scripts(named: dict[str, Block], name: str) -> list[Lost]:
    sources = [named[block].text for block in ("script:pre-request", *_AFTER) if block in named]
    return [Lost(name, f"its script uses {part}") for part in not_given("\n".join(sources))]


def _checks(block: Block | None) -> Iterator[Check]:
    for name, value, enabled in block.rows() if block else ():
        found = _OPERATORS.match(value)
        if found:
            yield Check(name, found.group(1), found.group(2) or "", enabled)
        else:
            yield Check(name, "eq", value, enabled)


def _behavior(settings: dict[str, str]) -> dict[str, JsonValue]:
    behavior: dict[str, JsonValue] = {}
    if settings.get("encodeUrl") == "false":
        behavior["disableUrlEncoding"] = True
    if settings.get("followRedirects") == "false":
        behavior["followRedirects"] = False
    if settings.get("maxRedirects", "").isdigit():
        behavior["maxRedirects"] = int(settings["maxRedirects"])
    return behavior


def _settings_of(named: dict[str, Block], fallback: str) -> Folder:
    """What a folder or collection file says, but for its headers."""
    variables = named.get("vars:pre-request")
    others = {name: block for name, block in named.items() if block is not variables}
    return Folder(
        _dict(named.get("meta")).get("name") or fallback,
        id=str(uuid.uuid4()),
        auth=_auth(named, _dict(named.get("auth")).get("mode", "inherit")),
        scripts=tuple(_scripts(others)),
        variables=tuple(Variable(*row) for row in variables.rows()) if variables else (),
        description=named["docs"].text if "docs" in named else "",
    )


def _read_tree(path: Path) -> Imported:
    lost: list[Lost] = []
    environments: dict[str, tuple[Variable, ...]] = {}
    folder = _read_level(path, lost, environments, top=True)
    if not folder.items and not environments:
        raise UserError(f"{path} holds no Bruno requests.", "Name the folder of a collection.")
    return Imported(folder, environments, tuple(lost))


def _read_level(
    path: Path, lost: list[Lost], environments: dict[str, tuple[Variable, ...]], *, top: bool
) -> Folder:
    """One folder: as in Bruno, the folders in it come first, then its requests."""
    about = _about(path)
    settings = Folder(a_text(about.get("name")) or path.name, id=str(uuid.uuid4()))
    headers: tuple[Pair, ...] = ()
    folders: list[tuple[int, Folder]] = []
    requests: list[tuple[float, str, Item]] = []
    left_out = {"node_modules", ".git", *(a_text(name) for name in a_list(about.get("ignore")))}
    for child in sorted(path.iterdir()):
        if child.is_dir() and child.name == "environments" and top:
            for file in sorted(child.glob("*.bru")):
                environments[file.stem] = environment(parse_blocks(read_text(file), str(file)))
        elif child.is_dir() and child.name not in left_out:
            inner = _read_level(child, lost, environments, top=False)
            if inner.items:
                folders.append((_position_of(child / _FOLDER), inner))
        elif child.suffix == ".bru":
            try:
                blocks = parse_blocks(read_text(child), str(child))
            except UserError as error:
                lost.append(Lost(child.name, error.what))
                continue
            if child.name in (_COLLECTION, _FOLDER):
                named = {block.name: block for block in blocks}
                settings = _settings_of(named, settings.name)
                headers = _pairs(named.get("headers"))
                lost += _lost_of_scripts(named, settings.name)
                continue
            item, losses = item_from_blocks(blocks, child.stem)
            lost += losses
            if item is None:
                if {block.name for block in blocks} <= {"vars", "vars:secret"}:
                    environments[child.stem] = environment(blocks)
                continue
            requests.append((_position(blocks) or float("inf"), child.name, item))
    ordered = (
        *_in_place(folders),
        *(item for _, _, item in sorted(requests, key=lambda row: row[:2])),
    )
    return replace(settings, items=with_headers(ordered, headers))


def _about(path: Path) -> JsonObject:
    """What bruno.json says of the collection in this folder; nothing where there is none."""
    file = path / "bruno.json"
    return an_object(parse_json(read_text(file), str(file))) if file.is_file() else {}


def _position(blocks: list[Block]) -> int:
    """The place among its neighbours that a file names, from 1; 0 without one."""
    said = next((_dict(block).get("seq", "") for block in blocks if block.name == "meta"), "")
    return int(said) if said.isdecimal() else 0


def _position_of(file: Path) -> int:
    try:
        return _position(parse_blocks(read_text(file), str(file))) if file.is_file() else 0
    except UserError:
        return 0  # the file itself is said to be unreadable where its folder is read


def _in_place(folders: list[tuple[int, Folder]]) -> list[Folder]:
    """By name; those that name a place are put there, as Bruno does it."""
    by_name = sorted(folders, key=lambda row: row[1].name.lower())
    ordered = [folder for position, folder in by_name if not position]
    for position, folder in sorted(by_name, key=lambda row: row[0]):
        if position:
            ordered.insert(position - 1, folder)
    return ordered
