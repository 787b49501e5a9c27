"""Sends one request away from the GUI thread; a stream is handed on as it comes."""

import threading
import webbrowser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.apitest.auth.token import Tokens
from workbench.apitest.body import FileAccess
from workbench.apitest.client import Client, Guard, SendOptions
from workbench.apitest.diagnosis.answer import answer_of
from workbench.apitest.diagnosis.engine import Cause, diagnose
from workbench.apitest.engines import make_transport
from workbench.apitest.exchange import Chunk, Exchange
from workbench.apitest.formats.export import curl_command, without_secrets
from workbench.apitest.guard import BoundSecrets, guard
from workbench.apitest.history import History
from workbench.apitest.model import Auth, Folder, Item, Placed, Request, Variable
from workbench.apitest.prepare import Behavior
from workbench.apitest.redaction import Redaction
from workbench.apitest.runner import (
    Execution,
    Run,
    RunOptions,
    RunState,
    SecretLookup,
    with_secrets,
)
from workbench.apitest.sandbox_setup import boot_code
from workbench.apitest.stream import EventParser
from workbench.apitest.transport import ChunkListener, WireOptions
from workbench.apitest.variables import Scope, resolve, resolve_auth
from workbench.core.progress import Progress
from workbench.core.secrets import SecretStore


class LiveStream:
    """What has come of an answer so far: filled on the wire thread, read on the GUI thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks: list[Chunk] = []

    def take(self, at: float, data: bytes) -> None:
        """A piece came, `at` seconds after the request began."""
        with self._lock:
            self._chunks.append(Chunk(at, data))

    def taken(self) -> list[Chunk]:
        """The pieces that came since the last call."""
        with self._lock:
            chunks, self._chunks = self._chunks, []
        return chunks


class TokenText:
    """Turns pieces of a stream into its text, token by token; other answers stay as they are."""

    def __init__(self) -> None:
        self._parser = EventParser()

    def feed(self, chunks: list[Chunk]) -> str:
        """The text that these pieces add."""
        events = [event for chunk in chunks for event in self._parser.feed(chunk.at, chunk.data)]
        return "".join(event.token for event in events)


class _LiveClient(Client):
    """A client that shows every piece of an answer to a listener."""

    listener: ChunkListener | None = None

    def send(
        self,
        request: Request,
        auth: Auth | None,
        options: SendOptions,
        progress: Progress | None = None,
        on_chunk: ChunkListener | None = None,
    ) -> Exchange:
        """Send with this client's listener."""
        return super().send(request, auth, options, progress, on_chunk or self.listener)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be sent: the item in its folders, variables, and how."""

    placed: Placed
    environment: tuple[Variable, ...] = ()
    secrets: SecretStore | None = None
    reviewed: bool = False
    verify: bool = True
    timeout: float = 0.0
    working_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the execution, why it failed, and how to mask what is secret."""

    execution: Execution
    causes: tuple[Cause, ...]
    redaction: Redaction


class Sender:
    """One session of sending: connections and cookies are kept between requests."""

    def __init__(self) -> None:
        self._client = _LiveClient(make_transport("curl"))
        self._tokens = Tokens(webbrowser.open)

    def send(
        self, intent: Intent, history: History, live: LiveStream, progress: Progress
    ) -> Outcome:
        """Send, check, diagnose and keep in the history. Runs in a task."""
        redaction = masking(intent.environment)
        run = Run(
            only(intent.placed.folders, intent.placed.item),
            self._client,
            RunState(environment=Scope(intent.environment)),
            RunOptions(
                wire=WireOptions(timeout=intent.timeout, verify=intent.verify),
                working_folder=intent.working_folder,
                scripts=intent.reviewed,
                secret=secret_lookup(intent.secrets, redaction),
                guard=guard_of(reviewed=intent.reviewed),
                tokens=self._tokens,
            ),
            boot_code=boot_code() if intent.reviewed else None,
        )
        self._client.listener = live.take
        (execution,) = run.execute(progress)[:1]
        exchange = execution.exchange
        causes = () if exchange is None else tuple(diagnose(answer_of(exchange)))
        if exchange is not None:
            history.add(intent.placed.item.name, exchange, redaction)
        return Outcome(execution, causes, redaction)

    def preview(self, intent: Intent) -> bytes:
        """The exact bytes that HTTP/1.1 would put on the wire. Raises UserError."""
        request, auth = resolved(intent)
        prepared = self._client.prepare(
            request,
            auth,
            SendOptions(
                behavior=Behavior.of(intent.placed.behavior),
                files=FileAccess(intent.working_folder or Path.cwd()),
            ),
        )
        return prepared.preview()

    def close(self) -> None:
        """Drop the kept connections."""
        self._client.close()


def as_curl(placed: Placed) -> str:
    """The request as a curl command; secrets stay references."""
    masked = next(without_secrets(only(placed.folders, placed.item)).walk())
    return curl_command(masked.item.request, masked.auth)


def guard_of(*, reviewed: bool) -> Guard | None:
    """Requests of a collection that nobody reviewed may call this computer and public hosts."""
    return None if reviewed else guard(allowed=("127.0.0.1", "localhost"))


def only(folders: Sequence[Folder], entry: Item | Folder) -> Folder:
    """The folders one inside the other, holding nothing but the entry; the outermost one."""
    held = entry
    for folder in reversed(folders):
        held = replace(folder, items=(held,))
    return held if isinstance(held, Folder) else Folder("", (held,))


def _variables(placed: Placed) -> list[Scope]:
    return [Scope(folder.variables) for folder in reversed(placed.folders)]


def resolved(intent: Intent, secret: SecretLookup | None = None) -> tuple[Request, Auth | None]:
    """The request with its variables replaced; secrets stay references without a look-up."""
    scopes = [Scope(intent.environment), *_variables(intent.placed)]
    request, auth = intent.placed.item.request, intent.placed.auth
    substitution = with_secrets(scopes, secret, request)
    return resolve(request, substitution), (
        None if auth is None else resolve_auth(auth, substitution)
    )


def masking(environment: Iterable[Variable]) -> Redaction:
    """Masks the secret variables of an environment."""
    return Redaction(str(v.value) for v in environment if v.secret and isinstance(v.value, str))


def secret_lookup(store: SecretStore | None, redaction: Redaction) -> SecretLookup | None:
    """The look-up of secrets: each goes only to the host of its first use, and is masked."""
    if store is None:
        return None
    bound = BoundSecrets(store)

    def look_up(name: str, host: str) -> str | None:
        value = bound.reveal(name, host)
        if value is not None:
            redaction.add(value)
        return value

    return look_up
