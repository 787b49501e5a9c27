"""Streams: events are cut out right, tokens are stamped on the wire, the end is judged."""

import socket
import sys
import threading
import time

import pytest

from tests.unit.apitest.recorder import recorder
from workbench.apitest.arrival import ArrivalClock
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.engines import make_transport
from workbench.apitest.exchange import Chunk
from workbench.apitest.model import Request
from workbench.apitest.stream import EventParser, events, first_token, summarize
from workbench.apitest.url import parse_url

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_TOKEN = b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n'


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_events_are_the_same_however_the_bytes_are_cut(size: int) -> None:
    raw = b"\xef\xbb\xbf: comment\r\nevent: a\r\ndata: one\r\ndata: two\r\n\r\n"
    raw += b"data:x\nid: 7\n\n\ndata: last"
    parser = EventParser()
    found = [e for i in range(0, len(raw), size) for e in parser.feed(i, raw[i : i + size])]
    assert [(e.name, e.data) for e in found] == [("a", "one\ntwo"), ("message", "x")]


def test_json_lines_are_events_too() -> None:
    raw = b'{"response":"a"}\n{"response":"b","done":true}\n'
    assert [e.token for e in events([Chunk(0, raw)])] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "token"),
    [
        ('{"choices":[{"delta":{"content":"x"}}]}', "x"),
        ('{"choices":[{"text":"x"}]}', "x"),
        ('{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}', "x"),
        ('{"candidates":[{"content":{"parts":[{"text":"x"}]}}]}', "x"),
        ('{"message":{"content":"x"},"done":false}', "x"),
        ('{"token":{"text":"x"}}', "x"),
        ('{"type":"response.output_text.delta","delta":"x"}', "x"),
        ('{"type":"message_start","message":{"id":1}}', ""),
        ("[DONE]", ""),
        ("plain", ""),
    ],
)
def test_tokens_of_the_known_shapes_are_found(data: str, token: str) -> None:
    assert next(events([Chunk(0, f"data: {data}\n\n".encode())])).token == token


def test_the_first_token_is_not_the_first_byte() -> None:
    chunks = [
        Chunk(0.01, b'data: {"type":"message_start","message":{}}\n\n'),
        Chunk(0.3, b'data: {"type":"content_block_delta","delta":{"text":"a"}}\n\n'),
    ]
    assert first_token(chunks) == 0.3


def test_the_end_of_a_stream_is_judged() -> None:
    good = summarize(
        [Chunk(1, _TOKEN % b"a"), Chunk(1.5, _TOKEN % b"b"), Chunk(2, b"data: [DONE]\n\n")]
    )
    assert (good.finished, good.text, good.tokens, good.median_gap) == (True, "ab", 2, 0.5)
    assert not summarize([Chunk(1, _TOKEN % b"a")]).finished
    failed = summarize(
        [Chunk(1, b'event: error\ndata: {"type":"error","error":{"message":"Overloaded"}}\n\n')]
    )
    assert failed.error == "Overloaded"


def test_each_token_is_told_when_it_comes() -> None:
    sent: list[float] = []
    taken = threading.Semaphore(0)

    def serve(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_HEAD)
        for _ in range(10):
            time.sleep(0.01)
            sent.append(time.perf_counter())
            connection.sendall(_TOKEN % b"a")
            taken.acquire(timeout=30)  # or two could come as one on a busy machine
        connection.close()

    came: list[float] = []

    def take(_: float, __: bytes) -> None:
        came.append(time.perf_counter())
        taken.release()

    with recorder(serve) as server:
        Client(make_transport()).send(
            Request(url=parse_url(server.address)), None, SendOptions(), on_chunk=take
        )
    assert len(came) == 10
    late = sorted(b - a for a, b in zip(sent, came, strict=True))
    assert late[5] < 0.05


def test_stopping_keeps_what_came() -> None:
    from workbench.core.errors import Cancelled
    from workbench.core.progress import Progress

    progress = Progress()
    kept: list[bytes] = []

    def take(_: float, data: bytes) -> None:
        kept.append(data)
        progress.cancel()

    def endless(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_HEAD)
        while True:
            connection.sendall(_TOKEN % b"a")
            time.sleep(0.005)

    with recorder(endless) as server, pytest.raises(Cancelled):
        Client(make_transport()).send(
            Request(url=parse_url(server.address)), None, SendOptions(), progress, take
        )
    assert kept[0].startswith(b"data:")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells when data came")
def test_the_kernel_tells_how_long_ago_data_came() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        listener.accept()[0] as server,
    ):
        clock = ArrivalClock()
        assert clock.age() == 0.0
        clock.watch(client.fileno())
        server.sendall(b"token")
        sent = time.perf_counter()
        while time.perf_counter() < sent + 0.05:
            client.getpeername()  # a thread that computes instead of reading
        before = time.perf_counter() - sent
        told = clock.age()
        after = time.perf_counter() - sent
        clock.close()
        assert before - 0.02 <= told <= after + 0.005
        assert clock.age() == 0.0


def test_a_stamp_is_put_back_to_when_its_data_came(monkeypatch: pytest.MonkeyPatch) -> None:
    ages = iter([0.0, 0.0, 0.0, 0.0, 0.0, 0.03])
    monkeypatch.setattr(ArrivalClock, "age", lambda _: next(ages, 0.0))
    taken = threading.Semaphore(0)
    behind: list[float] = []

    def serve(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_HEAD)
        for _ in range(6):
            time.sleep(0.04)  # a stamp is never put before the one before it
            connection.sendall(_TOKEN % b"a")
            taken.acquire(timeout=30)
        connection.close()

    def take(at: float, _: bytes) -> None:
        behind.append(time.perf_counter() - at)
        taken.release()

    client = Client(make_transport())
    with recorder(serve) as server:
        client.send(Request(url=parse_url(server.address)), None, SendOptions(), on_chunk=take)
    client.close()
    assert len(behind) == 6
    assert behind[5] > min(behind[:5]) + 0.029  # the least: a busy machine may hold one up
