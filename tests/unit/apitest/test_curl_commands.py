"""What an imported curl command sends is what curl itself sends, byte for byte."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.apitest.recorder import recorder
from workbench.apitest.body import FileAccess
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.engines import make_transport
from workbench.apitest.formats.curl_read import read_curl
from workbench.apitest.formats.opencollection import read_folder
from workbench.apitest.formats.opencollection_write import write_folder
from workbench.apitest.model import Placed
from workbench.apitest.prepare import Behavior
from workbench.core.errors import UserError

_CURL = shutil.which("curl")
_U = "http://127.0.0.1:PORT"
_IGNORED = {"user-agent", "host", "expect"}

COMMANDS = [
    f"curl {_U}/",
    f"curl {_U}",
    f"curl '{_U}/a?b=c'",
    f"curl '{_U}/a?b=c d'".replace(" d", "%20d"),
    f"curl -X GET {_U}/x",
    f"curl -XDELETE {_U}/x/1",
    f"curl --request PATCH {_U}/x -d a=1",
    f"curl -X PUT {_U}/x -H 'Content-Type: application/json' -d '{{\"a\":1}}'",
    f"curl {_U}/x -d a=1 -d b=2",
    f"curl {_U}/x --data 'a=1&b=2'",
    f"curl {_U}/x --data-raw '@notafile'",
    f"curl {_U}/x --data-binary 'a\nb'",
    f"curl {_U}/x --data-ascii 'x=y'",
    f"curl {_U}/x --data-urlencode 'a=b c&d'",
    f"curl {_U}/x --data-urlencode '=b c/d'",
    f"curl {_U}/x --data-urlencode 'plain text'",
    f"curl {_U}/x --data-urlencode 'name=ü~x'",
    f"curl {_U}/x -d a=1 --data-urlencode 'b=2 3'",
    f"curl -G {_U}/x -d a=1 -d b=2",
    f"curl -G '{_U}/x?q=1' --data-urlencode 'a=b c'",
    f"curl --get {_U}/x --data 'id=1234' -i",
    f"curl -I {_U}/x",
    f"curl --head {_U}/x",
    f"curl -H 'X-A: 1' {_U}/",
    f"curl -H 'X-A:1' -H 'X-B:  2  ' {_U}/",
    f"curl -H 'X-Empty;' {_U}/",
    f"curl -H 'Accept:' {_U}/",
    f"curl -H 'Accept: application/json' {_U}/",
    f"curl -H 'accept: text/plain' -H 'X-CaSe: Q' {_U}/",
    f"curl -H 'X-A: 1' -H 'X-A: 2' {_U}/",
    f"curl -H 'X-Colon: a:b:c' {_U}/",
    f"curl -H 'User-Agent: me' {_U}/",
    f"curl -A 'agent/1 (x)' {_U}/",
    f"curl -e http://ref.example/ {_U}/",
    f"curl --referer 'http://r/;auto' {_U}/",
    f"curl -b 'a=b; c=d' {_U}/",
    f"curl --cookie a=b --cookie c=d {_U}/",
    f"curl -H 'Cookie: z=1' {_U}/",
    f"curl -u user:pass {_U}/",
    f"curl --user 'My User:a:b' {_U}/",
    f"curl -u 'ü:pä' {_U}/",
    "curl http://user:p%40ss@127.0.0.1:PORT/x",
    f"curl --oauth2-bearer TOKEN {_U}/",
    f"curl --compressed {_U}/",
    f"curl -r 0-99 {_U}/",
    f"curl --json '{{\"a\":1}}' {_U}/x",
    f"curl --json '{{\"a\":' --json '1}}' {_U}/x",
    f"curl -H 'Accept: x/y' --json '{{}}' {_U}/x",
    f"curl -F a=b {_U}/x",
    f"curl -F a=b -F c='d e' {_U}/x",
    f"curl -F 'f=@up.txt' {_U}/x",
    f"curl -F 'f=@up.txt;type=text/csv' {_U}/x",
    f"curl -F 'f=@up.txt;filename=other.bin' {_U}/x",
    f"curl -F 'j={{\"a\":1}};type=application/json' {_U}/x",
    f"curl --form-string 'a=@b;type=c' {_U}/x",
    f"curl -F 'f=@pic.png' -F a=1 {_U}/x",
    f"curl -T up.txt {_U}/put",
    f"curl --upload-file up.txt -X POST {_U}/put",
    f"curl --data-binary @up.txt {_U}/x",
    f"curl --data-binary @up.txt -H 'Content-Type: text/plain' {_U}/x",
    f"curl --url {_U}/u -s -S",
    f"curl -sSLk {_U}/x",
    f"curl -sS -o /dev/null -w '%{{http_code}}' {_U}/x",
    f"curl -d@up.txt -X POST {_U}/x",
    f"curl -d a=1 -d @up.txt -d b=2 {_U}/x",
    f"curl --data-urlencode @up.txt {_U}/x",
    f"curl --data-urlencode name@up.txt --data-urlencode 'q=a b' {_U}/x",
    f"curl -G --data-urlencode name@up.txt {_U}/x",
    f"curl -F 'text=<up.txt' -F b=1 {_U}/x",
    f"curl -H @head.txt {_U}/x",
    f"curl --request-target '/other?x' {_U}/x",
    f"curl {_U}/one -H 'A: 1' --next {_U}/two -d x=1",
    f"curl {_U}/a -: {_U}/b -I",
    f"curl -T up.txt {_U}/dir/",
    f"curl --json '{{}}' --json '[2]' {_U}/j",
    f"curl --oauth2-bearer tok {_U}/b",
    f"curl '{_U}/q?a=1' --url-query 'b=2 3'",
    f"curl -g '{_U}/x?f[]=1'",
    f"curl {_U}/a {_U}/b",
    f"curl -H 'X-Empty;' -H 'X-Rm:' {_U}/h",
    f"curl -T up.txt {_U}/put -H 'Content-Type: text/csv'",
    f"curl -XPOST -did=1234 {_U}/x",
    f"curl {_U}/a/../b/./c",
    f"curl --path-as-is {_U}/a/../b",
    f"curl '{_U}/a//b'",
    f"curl '{_U}/x?a=%2a&b=%2A&c=%7e'",
    f"curl '{_U}/x#frag'",
    f"curl '{_U}/x?a=b#frag?c'",
    f"curl '{_U}?a=b'",
    f"curl \"{_U}/x?a='b'\"",
    f"curl '{_U}/x?q=a|b^c`d'",
    f"curl '{_U}/x?e='",
    f"curl '{_U}/x?e&f'",
    "curl 127.0.0.1:PORT/x",
    f"curl -v {_U}/x --max-time 5 --retry 2 --connect-timeout 3",
    f"curl --location --request POST '{_U}/x' --header 'Content-Type: text/xml'"
    " --data-raw '<a>1</a>'",
    f"curl -X OPTIONS {_U}/x -H 'Origin: http://a' -H 'Access-Control-Request-Method: POST'",
    f"curl -X POST {_U}/x",
    f"curl -X POST {_U}/x -d ''",
    f"curl {_U}/x -d '' -H 'Content-Type: a/b'",
    f"curl -H 'Content-Type:' -d a=1 {_U}/x",
    f"curl -H 'Content-Length: 3' -d abc {_U}/x",
    f"curl -H 'Host: other.example' {_U}/",
    f"curl -H 'Connection: close' {_U}/",
    f"curl --url-query 'a=b c' '{_U}/x?z=1'",
    f"curl --url-query '+raw=%41' {_U}/x",
    f"curl $'{_U}/x' -H $'X-Quote: it\\'s' -d $'a\\tb\\u00e9'",
    f'curl "{_U}/x" -H "X-A: \\"q\\"" -d "a\\$b"',
    f"curl {_U}/x \\\n  -H 'X-A: 1' \\\n  --data 'line one'",
    f"curl {_U}/x -d '{{\"text\":\"a\\nb\"}}' -H 'content-type: application/json'",
    f"curl {_U}/x -H 'X-Uni: caf\u00e9'",
    f"curl {_U}/x -d 'caf\u00e9=\u65e5'",
    f"curl --http1.1 --no-progress-meter {_U}/x",
    f"curl -fsS {_U}/x -H 'Accept: */*'",
    f"curl -k -X PROPFIND {_U}/dav -H 'Depth: 1'",
    f"curl '{_U}/emb?x=1' -H 'Accept-Encoding: gzip, deflate' --compressed",
    f"curl -H 'Authorization: Bearer abc' {_U}/x",
    f"curl -u a:b -H 'Authorization: Bearer abc' {_U}/x".replace("-u a:b ", ""),
    f"curl '{_U}/x;p=1?a=b;c=d'",
    f"curl -q -N {_U}/stream",
]

EXACT = [
    f"curl '{_U}/a?flag'",
    f"curl '{_U}/a?flag&x=&=y&&z=1'",
    f"curl '{_U}/a?flag&x=&&y'",
    f"curl '{_U}/a?'",
    f"curl -G -d flag {_U}/a",
    f"curl -G -d a= -d b --data-binary @one.json {_U}/a",
    f"curl --json @one.json {_U}/a",
    f"curl --json @one.json -H 'Content-Type: text/x' {_U}/a",
    f"curl --json @one.json --json '{{}}' {_U}/a",
    f"curl --data-binary a=1 --data-binary @up.txt {_U}/a",
    f"curl -F 'g=@up.txt;filename=z.bin' {_U}/a",
    f'curl -F \'g=@up.txt;filename="a\\"b.txt"\' {_U}/a',
    f"curl -F 'g=@up.txt;filename=\"a;b.txt\";type=text/csv' {_U}/a",
    f"curl -F 'g=@\"one,two.txt\"' {_U}/a",
    f"curl -F 'g=\" a;b \";type=text/plain' {_U}/a",
    f"curl -F 'f=v;filename=z.html' {_U}/a",
    f"curl -F 'f=@up.txt ; filename=z.png' {_U}/a",
    f"curl -F 'f=@up.txt;filename=z.unknown' {_U}/a",
    f"curl -F 'f= a,b ;c' {_U}/a",
    f"curl -F 'f=\n two\nlines\n' {_U}/a",
    f"curl -F 'f=a\"b;type=text/x;charset=utf-8;filename=q' {_U}/a",
    f"curl --data-binary $'\\xc3\\xbc=\\303\\274' {_U}/a",
    f"curl --data-binary $'a\\x00b' {_U}/a",
    f"curl -X post {_U}/a -d x",
    f"curl -X Get {_U}/a",
    f"curl -H 'Cookie: x=1' -b a=1 {_U}/a",
    f"curl -H 'Cookie:' -b a=1 {_U}/a",
    f"curl -e ';auto' {_U}/a",
    f"curl '{_U}/%c3%A9/caf\u00e9?a=%c3%A9&b=caf\u00e9&c=\u65e5'",
    f"curl --path-as-is '{_U}/\u65e5/../x'",
    f"curl -G --data-urlencode '\u00fc=\u00e9=' -d 'b=%2A%2a\u00e9' {_U}/a?z=%3D",
    f"curl --url-query 'a=b c*' --url-query '+d=%C3\u00e9' {_U}/a",
    f"curl --request-target '/caf\u00e9%c3?\u65e5=%3D' {_U}/a",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "up.txt").write_bytes(b"one\ntwo\n")
    (tmp_path / "head.txt").write_text("X-One: 1\nX-Two: two\n")
    (tmp_path / "pic.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "one.json").write_text('{"q":1}')
    (tmp_path / "one,two.txt").write_text("12")
    return tmp_path


@pytest.mark.skipif(_CURL is None, reason="there is no curl program to compare with")
def test_at_least_95_of_100_commands_send_what_curl_sends(folder: Path) -> None:
    assert len(COMMANDS) >= 100
    different: list[str] = []
    with recorder() as server:
        for command in COMMANDS:
            text = command.replace("PORT", str(server.port))
            ours = _ours(text, server.requests, folder)
            theirs = _theirs(text, server.requests, folder)
            if ours != theirs:
                different.append(f"{command}\n  curl {theirs}\n  ours {ours}")
    assert len(different) <= len(COMMANDS) * 0.05, "\n".join(different)


@pytest.mark.skipif(_CURL is None, reason="there is no curl program to compare with")
@pytest.mark.parametrize("command", EXACT)
def test_what_once_was_changed_in_silence_is_sent_as_curl_sends_it(
    folder: Path, command: str
) -> None:
    with recorder() as server:
        text = command.replace("PORT", str(server.port))
        ours = _ours(text, server.requests, folder)
        assert ours == _theirs(text, server.requests, folder)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ("-F 'f=v;headers=\"X-Part: 1\"'", "the part f: its headers, X-Part: 1"),
        ("-F 'f=v;encoder=base64'", "the part f: its encoder, base64"),
        ("-F 'm=@up.txt,one.json'", "the part m: curl nests its 2 files as multipart/mixed"),
        (r"--data-binary $'\xff\xfe'", "bytes that are no UTF-8"),
        ("--data-binary x --data-binary @nothing.bin", "a part of the body from the file"),
        ("-F =v", "a part without a name"),
        ("-u bob", "curl would ask for the password"),
    ],
)
def test_what_curl_sends_otherwise_is_named_once(folder: Path, options: str, what: str) -> None:
    (loss,) = read_curl(f"curl {options} http://h/x", files=FileAccess(folder)).lost
    assert loss.what.startswith(what)


def _theirs(text: str, requests: list[bytes], folder: Path) -> object:
    requests.clear()
    command = text.replace("curl ", "curl -s -o /dev/null ", 1)
    subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, timeout=20, check=False
    )
    return [_comparable(request) for request in requests]


def _ours(text: str, requests: list[bytes], folder: Path) -> object:
    """What the imported requests send, after they were kept and read again."""
    requests.clear()
    imported = read_curl(text, files=FileAccess(folder))
    assert not imported.lost
    kept = folder / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    write_folder(imported.collection, kept)
    client = Client(make_transport())
    for entry in read_folder(kept)[0].walk():
        assert isinstance(entry, Placed)
        options = SendOptions(behavior=Behavior.of(entry.behavior), files=FileAccess(folder))
        client.send(entry.item.request, entry.auth, options)
    client.close()
    return [_comparable(request) for request in requests]


def _comparable(request: bytes) -> tuple[str, list[tuple[str, str]], str]:
    """The request line, the headers without those that name the program, and the body."""
    head, _, body = request.decode("latin-1").partition("\r\n\r\n")
    line, *rows = head.split("\r\n")
    boundary = re.search(r"boundary=(\S+)", head)
    headers: list[tuple[str, str]] = []
    for row in rows:
        name, _, value = row.partition(":")
        value = value.strip()
        if name.lower() == "host" and not value.startswith("127.0.0.1"):
            headers.append((name, value))
        if name.lower() in _IGNORED and not (
            name.lower() == "user-agent" and not re.match(r"curl/|Workbench/", value)
        ):
            continue
        if boundary and name.lower() in ("content-type", "content-length"):
            value = re.sub(r"boundary=\S+|^\d+$", "*", value)
        headers.append((name, value))
    if boundary:
        body = body.replace(boundary.group(1), "*")
    return line, sorted(headers), body


@pytest.mark.parametrize(
    "text",
    [
        'curl.exe "http://h/x" `\n -H "X-A: 1" `\n -d "{`"a`":1}"',
        "curl.exe 'http://h/x' `\n -H 'X-A: 1' `\n -d '{\"a\":1}'",
        'curl ^"http://h/x^" ^\n  -H ^"X-A: 1^" ^\n  -d ^"^{^\\^"a^\\^":1^}^"',
        "curl 'http://h/x' \\\n  -H 'X-A: 1' \\\n  -d '{\"a\":1}'",
    ],
    ids=["powershell double", "powershell single", "cmd", "bash"],
)
def test_the_same_command_copied_for_every_shell_is_the_same_request(text: str) -> None:
    item = next(read_curl(text).collection.walk()).item
    assert item.request.url.address == "http://h/x"
    first = item.request.headers[0]
    assert (first.name, first.value) == ("X-A", "1")
    assert item.request.body.text == '{"a":1}'


def test_several_commands_become_several_requests_and_others_are_named() -> None:
    imported = read_curl("curl http://h/1;\necho hello\ncurl http://h/2 && curl http://h/3 | jq .")
    assert [p.item.request.url.address for p in imported.collection.walk()] == [
        "http://h/1",
        "http://h/2",
        "http://h/3",
    ]
    assert {loss.item for loss in imported.lost} == {"echo", "jq"}


def test_what_cannot_be_carried_over_is_said() -> None:
    imported = read_curl("curl http://h/ --socks5 p:1 -b jar.txt -K conf")
    words = " ".join(loss.what for loss in imported.lost)
    assert "--socks5 p:1" in words and "jar.txt" in words and "--config conf" in words


@pytest.mark.parametrize("text", ["", "wget http://h/", "echo curl-less"])
def test_a_text_without_curl_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_curl(text)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("-d @../secret.txt", "the body"),
        ("--data-urlencode n@../secret.txt", "a form field"),
        ("-F 'a=<../secret.txt'", "the text of the part a"),
        ("-H @../secret.txt", "headers"),
        ("-d @nothing.txt", "the body"),
        ("--data-urlencode n@pic.png", "a form field"),
    ],
)
def test_files_outside_the_folder_or_unreadable_are_not_read_but_said(
    tmp_path: Path, option: str, said: str
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("X-Secret: canary")
    (inside / "pic.png").write_bytes(b"\x89PNG\xff")
    imported = read_curl(f"curl {option} http://h/x", files=FileAccess(inside))
    assert imported.lost[0].what.startswith(said)
    assert "canary" not in repr(imported)


def test_a_text_may_hold_commands_for_different_shells() -> None:
    text = (
        "# copied from a browser\n"
        "curl -X POST 'http://h/bash' \\\n  -H 'A: 1' --data-raw $'it\\'s'\n"
        'curl.exe ^"http://h/cmd?a=1^&b=2^" -H ^"B: 2^"\n'
        'curl.exe "http://h/powershell" `\n  -H "C: 3"\n'
    )
    imported = read_curl(text)
    requests = [placed.item.request for placed in imported.collection.walk()]
    assert [request.url.address for request in requests] == [
        "http://h/bash",
        "http://h/cmd",
        "http://h/powershell",
    ]
    assert requests[0].body.text == "it's"
    assert [request.headers[0].name for request in requests] == ["A", "B", "C"]


@pytest.mark.parametrize("body", ['{"re":"^\\"a"}', '{"x":"y^"}', '[" ^", "`"]'])
def test_signs_of_another_shell_inside_a_quoted_body_change_nothing(body: str) -> None:
    imported = read_curl(f"curl 'http://h/x' -d '{body}'")
    assert next(imported.collection.walk()).item.request.body.text == body
