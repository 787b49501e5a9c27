"""Files of other tools are read, what is lost is said, and what is written can be read again."""

import ast
import json
from pathlib import Path

import pytest

from workbench.apitest.formats.detect import read_document, read_path, read_source
from workbench.apitest.formats.export import export
from workbench.apitest.formats.opencollection import read_folder
from workbench.apitest.formats.opencollection_write import write_folder
from workbench.apitest.formats.postman_read import collection_from_json, request_from_json
from workbench.apitest.formats.postman_write import collection_to_json, request_to_json
from workbench.apitest.model import (
    Auth,
    Body,
    Check,
    Folder,
    FormPart,
    Item,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.core.errors import UserError

_FULL = Folder(
    "Everything",
    (
        Item(
            "raw",
            Request(
                "POST",
                Url(
                    "{{base}}/a/:id",
                    (Pair("q", "1"), Pair("off", "2", enabled=False), Pair("bare", None)),
                    (Pair("id", "7"),),
                    "frag",
                ),
                (Pair("X-A", "1", description="why"), Pair("X-B", "", enabled=False)),
                Body("raw", text='{\n  "a": "ü"\n}', language="json"),
                Auth("basic", {"username": "u", "password": "{{p}}"}),
                "what it is",
            ),
            id="i1",
            scripts=(
                Script("test", "pm.test('a', () => {});\n// more"),
                Script("prerequest", "1", enabled=False),
            ),
            examples=({"name": "ok", "code": 200},),
            behavior={"followRedirects": False},
        ),
        Folder(
            "inner",
            (
                Item(
                    "form",
                    Request(
                        "POST",
                        Url("https://h:8443/x"),
                        body=Body("urlencoded", pairs=(Pair("a", "b c"),)),
                    ),
                    id="i2",
                ),
                Item(
                    "multi",
                    Request(
                        "POST",
                        Url("https://h/x"),
                        body=Body(
                            "formdata",
                            parts=(
                                FormPart("a", "1"),
                                FormPart(
                                    "f", files=("x.txt", "y.txt"), is_file=True, content_type="a/b"
                                ),
                            ),
                        ),
                    ),
                    id="i3",
                ),
                Item(
                    "file",
                    Request("PUT", Url("https://h/x"), body=Body("file", file="x.bin")),
                    id="i4",
                ),
                Item(
                    "graph",
                    Request(
                        "POST",
                        Url("https://h/x"),
                        body=Body("graphql", text="{a}", variables='{"b":1}'),
                    ),
                    id="i5",
                ),
            ),
            id="f1",
            auth=Auth("noauth"),
            scripts=(Script("test", "1"),),
            description="folder words",
        ),
    ),
    id="c1",
    auth=Auth("bearer", {"token": "{{t}}"}),
    variables=(Variable("base", "https://h"), Variable("off", "x", enabled=False)),
    description="words",
)


def test_a_postman_round_trip_keeps_every_field() -> None:
    assert collection_from_json(json.loads(json.dumps(collection_to_json(_FULL))), "x") == _FULL


def test_a_request_that_a_script_saw_comes_back_the_same() -> None:
    for placed in _FULL.walk():
        assert request_from_json(request_to_json(placed.item.request)) == placed.item.request


def test_the_workspace_format_keeps_requests_over_a_round_trip(tmp_path: Path) -> None:
    checked = Folder(
        "C",
        (
            Item(
                "a/b: c?",
                Request("GET", Url("https://h/")),
                checks=(Check("res.status", "eq", "200"),),
            ),
            *_FULL.items,
        ),
    )
    files = write_folder(checked, tmp_path)
    assert all(file.is_file() for file in files)
    again, _ = read_folder(tmp_path)
    assert [p.item.name for p in again.walk()] == [p.item.name for p in checked.walk()]
    for ours, theirs in zip(checked.walk(), again.walk(), strict=True):
        assert theirs.item.request.method == ours.item.request.method
        assert theirs.item.request.body == ours.item.request.body
        assert theirs.item.request.headers == ours.item.request.headers
        assert theirs.item.checks == ours.item.checks
        assert [(s.source, s.enabled) for s in theirs.item.scripts] == [
            (s.source, s.enabled) for s in ours.item.scripts
        ]


def test_names_that_differ_only_in_case_get_files_of_their_own(tmp_path: Path) -> None:
    items = tuple(Item(name, Request(url=Url("http://h/"))) for name in ("a", "A", "a", ".."))
    assert len({str(file).lower() for file in write_folder(Folder("c", items), tmp_path)}) == 5
    assert all(file.parent == tmp_path for file in tmp_path.glob("*"))


@pytest.mark.parametrize("kind", ["postman", "curl", "opencollection", "python"])
def test_an_export_holds_no_literal_secret(kind: str) -> None:
    secret = "canary-0123456789"
    request = Request(
        "GET",
        Url("https://h/", (Pair("api_key", secret),)),
        (Pair("Authorization", f"Bearer {secret}"), Pair("X-Api-Key", secret)),
        auth=Auth("basic", {"username": "u", "password": secret}),
    )
    text = export(
        Folder("c", (Item("a", request),), variables=(Variable("k", secret, secret=True),)), kind
    ).text
    assert secret not in text
    assert "{{secret:" in text
    shown = export(Folder("c", (Item("a", request),)), kind, with_secrets=True).text
    assert secret in shown


def test_the_exported_python_is_valid() -> None:
    written = export(_FULL, "python")
    calls = [node for node in ast.walk(ast.parse(written.text)) if isinstance(node, ast.Call)]
    assert len(calls) >= written.requests > 0


_PETS = {
    "openapi": "3.1.0",
    "info": {"title": "Pets"},
    "servers": [{"url": "https://{env}.h/v1", "variables": {"env": {"default": "api"}}}],
    "security": [{"key": []}],
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {
            "Pet": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "example": "Rex"},
                    "mate": {"$ref": "#/components/schemas/Pet"},
                },
            },
        },
    },
    "paths": {
        "/pets/{id}": {
            "parameters": [
                {
                    "name": "id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "integer", "example": 7},
                }
            ],
            "put": {
                "summary": "Change a pet",
                "tags": ["pets"],
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
                        "text/csv": {},
                    }
                },
                "callbacks": {"x": {}},
            },
        }
    },
}


def test_an_openapi_document_becomes_requests_with_examples() -> None:
    imported = read_document(json.dumps(_PETS), "pets.json")
    placed = next(imported.collection.walk())
    request = placed.item.request
    assert placed.path == ("Pets", "pets", "Change a pet")
    assert (request.method, request.url.address) == ("PUT", "{{baseUrl}}/pets/:id")
    assert request.url.path[0].value == "7"
    assert json.loads(request.body.text) == {"name": "Rex", "mate": None}
    assert placed.auth == Auth("apikey", {"key": "X-Key", "value": "{{key}}", "in": "header"})
    assert {variable.name for variable in imported.collection.variables} == {
        "baseUrl",
        "env",
        "key",
    }
    assert {loss.what for loss in imported.lost} == {"callbacks", "other body types: text/csv"}


def test_swagger_2_is_read_too() -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "S"},
        "host": "h",
        "basePath": "/v2/",
        "schemes": ["http"],
        "consumes": ["application/x-www-form-urlencoded"],
        "paths": {
            "/a": {
                "post": {
                    "parameters": [
                        {"name": "f", "in": "formData", "type": "string", "required": True}
                    ]
                }
            }
        },
    }
    imported = read_document(json.dumps(document), "s.json")
    request = next(imported.collection.walk()).item.request
    assert imported.collection.variables[0].value == "http://h/v2"
    assert request.body.pairs[0].name == "f"


def test_insomnia_exports_of_both_versions_are_read() -> None:
    v4 = {
        "_type": "export",
        "__export_format": 4,
        "resources": [
            {"_id": "w", "_type": "workspace", "name": "W"},
            {"_id": "g", "_type": "request_group", "parentId": "w", "name": "G"},
            {
                "_id": "r",
                "_type": "request",
                "parentId": "g",
                "name": "R",
                "method": "post",
                "url": "{{ _.base }}/x",
                "body": {"mimeType": "application/json", "text": "{% prompt 'x' %}"},
                "authentication": {"type": "bearer", "token": "{{ _.t }}"},
            },
            {
                "_id": "e",
                "_type": "environment",
                "parentId": "w",
                "name": "E",
                "data": {"base": "http://h", "n": {"m": 1}},
            },
        ],
    }
    imported = read_document(json.dumps(v4), "i.json")
    placed = next(imported.collection.walk())
    assert placed.path == ("W", "G", "R")
    assert placed.item.request.url.address == "{{base}}/x"
    assert placed.auth == Auth("bearer", {"token": "{{t}}"})
    assert [v.name for v in imported.environments["E"]] == ["base", "n.m"]
    assert imported.lost[0].what == "the template tag prompt"
    v5 = (
        "type: collection.insomnia.rest/5.0\nname: N\ncollection:\n  - name: F\n"
        "    children:\n      - name: R\n        method: GET\n        url: http://h/\n"
    )
    assert next(read_document(v5, "i.yaml").collection.walk()).path == ("N", "F", "R")


_BRU = """meta {
  name: Make
  type: http
  seq: 2
}

post {
  url: {{host}}/api/:id?b=2
  body: json
  auth: bearer
}

params:query {
  b: 2
  ~off: 3
}

params:path {
  id: 9
}

headers {
  X-A: 1
  ~X-Off: 2
  "with: colon": v
}

auth:bearer {
  token: {{t}}
}

body:json {
  {
    "a": {"b": 1}
  }
}

assert {
  res.status: eq 200
  res.body.a: isDefined
  ~res.body: contains x
}

tests {
  test("x", function() {
    expect(res.getStatus()).to.equal(200);
  });
}

docs {
  words
}
"""


def test_a_bruno_request_is_read(tmp_path: Path) -> None:
    file = tmp_path / "make.bru"
    file.write_text(_BRU)
    imported = read_path(file)
    item = next(imported.collection.walk()).item
    assert (item.name, item.request.method) == ("Make", "POST")
    assert item.request.url.query == (Pair("b", "2"), Pair("off", "3", enabled=False))
    assert item.request.url.path == (Pair("id", "9"),)
    assert item.request.headers[2].name == "with: colon"
    assert json.loads(item.request.body.text) == {"a": {"b": 1}}
    assert item.request.auth == Auth("bearer", {"token": "{{t}}"})
    assert item.checks[2] == Check("res.body", "contains", "x", enabled=False)
    assert not imported.lost


def test_what_insomnia_s_folders_bases_and_scripts_give_a_request_is_kept() -> None:
    document = """
type: collection.insomnia.rest/5.0
name: N
collection:
  - name: F
    headers:
      - {name: X-Team, value: ml}
      - {name: X-Off, value: "1", disabled: true}
    children:
      - name: R
        method: GET
        url: http://h/{% uuid 'v4' %}
        scripts:
          preRequest: insomnia.environment.set("a", insomnia.baseEnvironment.get("b"));
          afterResponse: insomnia.test("ok", () => { insomnia.expect(1).to.eql(1) });
environments:
  name: Base
  data: {host: a, version: v1}
  subEnvironments:
    - {name: Staging, data: {host: b}}
"""
    imported = read_document(document, "i.yaml")
    item = next(imported.collection.walk()).item
    assert item.request.headers == (Pair("X-Team", "ml"),)
    assert item.request.url.address == "http://h/{{$guid}}"
    assert [(script.listen, script.source.count("pm.")) for script in item.scripts] == [
        ("prerequest", 2), ("test", 2),
    ]  # fmt: skip
    assert [lost.what for lost in imported.lost] == ["its script uses insomnia.baseEnvironment"]
    staging = {v.name: v.value for v in imported.environments["Staging"]}
    assert staging == {"host": "b", "version": "v1"}


def test_a_har_file_is_read() -> None:
    entry = {
        "request": {
            "method": "POST",
            "url": "https://h/a?b=c",
            "headers": [
                {"name": ":path", "value": "/"},
                {"name": "X-A", "value": "1"},
                {"name": "Content-Length", "value": "2"},
            ],
            "postData": {"mimeType": "application/json", "text": "{}"},
        },
        "response": {"status": 200},
    }
    imported = read_document(json.dumps({"log": {"entries": [entry]}}), "x.har")
    request = next(imported.collection.walk()).item.request
    assert [pair.name for pair in request.headers] == ["X-A"]
    assert request.body.text == "{}"
    assert imported.lost[0].what == "the recorded answer"


def test_what_a_browser_answers_itself_is_no_request_of_a_har_file() -> None:
    addresses = [
        "data:image/png;base64,iVBORw0KGgo=",
        "DATA:text/plain,x",
        "blob:https://h/3f1c",
        "chrome-extension://abc/inject.js",
        "https://h/a?next=data:x",
        "http://localhost:8080/b",
        "wss://h/live",
    ]
    entries = [{"request": {"method": "GET", "url": address}} for address in addresses]
    imported = read_document(json.dumps({"log": {"entries": entries}}), "x.har")
    assert [placed.item.name for placed in imported.collection.walk()] == [
        "GET /a",
        "GET /b",
        "GET /live",
    ]
    assert [(loss.item, loss.what) for loss in imported.lost] == [
        ("entries", "2 data: addresses, for which nothing is sent"),
        ("entries", "1 blob: address, for which nothing is sent"),
        ("entries", "1 chrome-extension: address, for which nothing is sent"),
    ]


_UPLOAD = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://h"}],
    "paths": {
        "/upload": {
            "post": {
                "summary": "Upload",
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "picture": {"type": "string", "format": "binary"},
                                    "title": {"type": "string", "example": "cat"},
                                },
                            }
                        }
                    }
                },
            }
        }
    },
}


@pytest.mark.parametrize("kind", ["curl", "python"])
def test_a_part_whose_file_is_not_chosen_is_named_as_lost(kind: str) -> None:
    imported = read_document(json.dumps(_UPLOAD), "api.json")
    exported = export(imported.collection, kind)
    assert "title" in exported.text
    assert ("Upload", "the part 'picture': no file is chosen") in {
        (loss.item, loss.what) for loss in exported.lost
    }


def test_a_body_whose_file_is_not_chosen_names_no_empty_file() -> None:
    folder = Folder("F", (Item("Send", Request("POST", Url("https://h/a"), body=Body("file"))),))
    exported = export(folder, "curl")
    assert "--data-binary" not in exported.text
    assert [loss.what for loss in exported.lost] == ["its body: no file is chosen"]


def test_a_postman_environment_honours_what_is_switched_off(tmp_path: Path) -> None:
    file = tmp_path / "env.json"
    file.write_bytes(
        b"\xef\xbb\xbf"
        + json.dumps(
            {"name": "E", "values": [{"key": "a", "value": "1", "enabled": False}]}
        ).encode()
    )
    assert read_path(file).environments["E"][0].enabled is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\1\2\3" * 100,
        b"{",
        b"[1,2",
        b'{"a": 1}',
        b"just words",
        b"a: [",
        b"\xff\xfe{\0",
        b"{}",
        b"[]",
        b"openapi: 3.0.0\n",
        b"%PDF-1.4 \x80\x81",
        b"- &a [*a]",
    ],
)
def test_what_is_no_collection_is_refused_with_one_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_source(str(file))
    assert str(file) in str(caught.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read_source(str(tmp_path / "none.json"))


def test_ten_thousand_requests_are_read_at_once() -> None:
    row = {"name": "r", "request": {"method": "GET", "url": "http://h/{{a}}"}}
    document = {"info": {"name": "big"}, "item": [row] * 10_000}
    assert sum(1 for _ in collection_from_json(document, "x").walk()) == 10_000


def test_references_in_a_circle_end() -> None:
    document = {
        "openapi": "3.0.0",
        "info": {},
        "paths": {"/a": {"post": {"requestBody": {"$ref": "#/components/requestBodies/a"}}}},
        "components": {"requestBodies": {"a": {"$ref": "#/components/requestBodies/a"}}},
    }
    assert len(list(read_document(json.dumps(document), "x").collection.walk())) == 1
