"""Bruno's collections: read as Bruno shows them, and run with its scripts and environments."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from workbench.apitest.formats.detect import read_path
from workbench.apitest.formats.export import export
from workbench.apitest.formats.opencollection import read_folder
from workbench.apitest.formats.opencollection_write import write_folder
from workbench.apitest.model import Folder, Item, Request, Script
from workbench.apitest.scripts.bruno import not_given
from workbench.apitest.shelf import read_shelf, save_item
from workbench.cli.main import main


def _written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _request(name: str, position: int, more: str = "") -> str:
    return (
        f"meta {{\n  name: {name}\n  seq: {position}\n}}\n"
        f"get {{\n  url: http://h/{name}\n}}\n{more}"
    )


def test_a_folder_is_read_as_bruno_shows_and_sends_it(tmp_path: Path) -> None:
    _written(tmp_path, {
        "bruno.json": '{"version": "1", "name": "Shop", "ignore": ["dist"]}',
        "collection.bru": "headers {\n  X-Team: ml\n  X-Both: all\n  ~X-Off: 1\n}\n"
        "tests {\n  test('t', () => expect(1).to.equal(1))\n}\n",
        "one.bru": _request("one", 2, "vars:pre-request {\n  n: {{base}}/5\n  ~off: 1\n}\n"),
        "two.bru": _request("two", 1),
        "dist/left-out.bru": _request("out", 1),
        "b/in-b.bru": _request("in-b", 1, "headers {\n  x-both: own\n}\n"),
        "a/in-a.bru": _request("in-a", 1),
        "z/folder.bru": "meta {\n  name: First\n  seq: 1\n}\nheaders {\n  X-Both: z\n}\n",
        "z/in-z.bru": _request("in-z", 1),
    })  # fmt: skip
    collection = read_path(tmp_path).collection
    placed = list(collection.walk())
    assert [one.path[1:] for one in placed] == [
        ("First", "in-z"), ("a", "in-a"), ("b", "in-b"), ("two",), ("one",),
    ]  # fmt: skip
    assert (collection.name, len(collection.scripts)) == ("Shop", 1)
    sent = [{pair.name: pair.value for pair in one.item.request.headers} for one in placed]
    assert sent[0] == {"X-Team": "ml", "X-Both": "z"}
    assert sent[2] == {"X-Team": "ml", "x-both": "own"}
    assert sent[3] == {"X-Team": "ml", "X-Both": "all"}
    (preset,) = placed[-1].item.scripts
    assert preset.source == 'pm.variables.set("n", pm.variables.replaceIn("{{base}}/5"));'


_CALL = """
post {
  url: {{base}}/post?n={{n}}
  body: json
}
body:json {
  {"q": "{{n}}"}
}
vars:pre-request {
  n: 5
}
vars:post-response {
  got: res.body.json.q
  deep: res('json.list[1].b')
}
script:pre-request {
  req.setHeader("X-Pre", bru.getEnvVar("who"));
  const body = req.getBody();
  body.list = [1, {b: 7}];
  req.setBody(body);
  bru.setVar("later", {a: 1});
  await bru.sleep(5);
  bru.setEnvVar("slept", "yes");
}
tests {
  test("status", function() { expect([res.status, res.getStatus()]).to.eql([200, 200]); });
  test("sent", () => expect(res.body.headers["x-pre"]).to.equal("me!"));
  test("variables", () => {
    expect([bru.getVar("got"), bru.getVar("deep")]).to.eql(["5", 7]);
    expect(bru.getVar("later")).to.eql({a: 1});
    expect(bru.getEnvVar("slept")).to.equal("yes");
  });
  test("type", () => expect(res.getHeader("content-type")).to.equal(res.headers["content-type"]));
  test("late", async () => { await bru.sleep(5); expect(1).to.equal(2); });
}
assert {
  res.status: eq 200
}
"""


def test_its_scripts_run_with_bruno_s_own_interface(
    tmp_path: Path, echo: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert library.is_file()
    again = 'test("kept", () => expect(bru.getVar("got") + req.getMethod()).to.equal("5GET"));'
    _written(tmp_path, {
        "environments/local.bru": f"vars {{\n  base: {echo}\n  me: me\n  who: {{{{me}}}}!\n}}\n",
        "one.bru": f"meta {{\n  name: One\n  seq: 1\n}}\n{_CALL}",
        "two.bru": "meta {\n  name: Two\n  seq: 2\n}\nget {\n  url: {{base}}/get\n}\n"
        f"tests {{\n  {again}\n}}\n",
    })  # fmt: skip
    assert main(["api", "run", str(tmp_path), "-e", "local", "--json"]) == 1
    executions = json.loads(capsys.readouterr().out)["executions"]
    outcomes = [{a["name"]: a["outcome"] for a in one["assertions"]} for one in executions]
    assert outcomes[0] == {
        "status": "pass", "sent": "pass", "variables": "pass", "type": "pass", "late": "fail",
        "res.status: eq 200": "pass",
    }  # fmt: skip
    assert outcomes[1] == {"kept": "pass"}


def test_what_of_bruno_s_interface_is_not_there_is_named() -> None:
    script = "bru.runRequest('a'); bru.runner.skipRequest(); req.setTimeout(1); res.getStatus()"
    assert not_given(script) == ["bru.runRequest", "req.setTimeout"]


def test_an_environment_that_a_collection_does_not_hold_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _written(
        tmp_path, {"environments/local.bru": "vars {\n  a: 1\n}\n", "one.bru": _request("o", 1)}
    )
    assert main(["api", "run", str(tmp_path), "-e", "prod"]) == 2
    assert "It holds: local." in capsys.readouterr().err


_YML = """info:
  name: One
  type: http
  seq: 1
  tags: [smoke]
http:
  method: GET
  url: "{{base}}/get"
runtime:
  variables:
    - {name: n, value: "5"}
  scripts:
    - type: tests
      code: |-
        const res = "a name of its own";
        test("own", () => expect(req.getHeader("X-Team") + res.length).to.equal("ml17"));
  actions:
    - type: set-variable
      phase: after-response
      selector: {expression: res.body.url, method: jsonq}
      variable: {name: got, scope: runtime}
examples:
  - name: recorded
"""


def _yml_collection(folder: Path) -> None:
    _written(folder, {
        "opencollection.yml": "opencollection: 1.0.0\ninfo: {name: Shop}\n"
        "request: {headers: [{name: X-Team, value: ml}]}\n",
        "one.yml": _YML,
        "chat.yml": "info: {name: Chat, type: websocket}\nwebsocket: {url: ws://h}\n",
    })  # fmt: skip


def test_its_collections_of_yaml_run_too_and_say_what_is_lost(
    tmp_path: Path, echo: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert library.is_file()
    _yml_collection(tmp_path)
    imported = read_path(tmp_path)
    assert [(lost.item, lost.what) for lost in imported.lost] == [
        ("Chat", "only HTTP requests are supported"),
        ("One", "variables that the request sets"),
        ("One", "variables that the request sets from the answer"),
        ("One", "its recorded examples"),
    ]
    values = tmp_path / "values.json"
    values.write_text(json.dumps([{"key": "base", "value": echo}]))
    assert main(["api", "run", str(tmp_path), "-e", str(values), "--json"]) == 0
    (execution,) = json.loads(capsys.readouterr().out)["executions"]
    assert [a["outcome"] for a in execution["assertions"]] == ["pass"]


def test_a_request_that_is_changed_keeps_what_only_bruno_knows_of_it(tmp_path: Path) -> None:
    _yml_collection(tmp_path / "requests" / "Shop")
    (shelved,) = read_shelf(tmp_path / "requests").collections
    (placed,) = shelved.collection.walk()
    changed = replace(placed.item, request=replace(placed.item.request, method="PUT"))
    save_item(shelved, placed, changed)
    written = YAML(typ="safe").load(tmp_path / "requests" / "Shop" / "one.yml")
    before = YAML(typ="safe").load(_YML)
    assert written["http"]["method"] == "PUT"
    assert written["runtime"] == before["runtime"]
    assert (written["info"], written["examples"]) == (before["info"], before["examples"])


def test_a_disabled_script_is_kept_disabled(tmp_path: Path) -> None:
    script = Script("test", "pm.test('a', () => {})", enabled=False)
    write_folder(Folder("F", (Item("R", Request(), scripts=(script,)),)), tmp_path)
    assert next(read_folder(tmp_path)[0].walk()).item.scripts == (script,)


def test_an_export_to_postman_carries_scripts_that_postman_runs(tmp_path: Path) -> None:
    (tmp_path / "one.bru").write_text(_request("o", 1, "tests {\n  test('t', () => {});\n}\n"))
    document = json.loads(export(read_path(tmp_path).collection, "postman").text)
    source = "\n".join(document["item"][0]["event"][0]["script"]["exec"])
    assert "test('t', () => {});" in source and "pm.test(" in source
