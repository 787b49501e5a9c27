"""Runs a collection: iterations, scripts, requests, checks, in the order that newman keeps."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import cast

from workbench.apitest.auth.token import Tokens, needs_token
from workbench.apitest.body import FileAccess
from workbench.apitest.checks import run_checks
from workbench.apitest.client import Client, Guard, SendOptions
from workbench.apitest.data_file import row_of
from workbench.apitest.exchange import Exchange
from workbench.apitest.formats.postman_read import request_from_json
from workbench.apitest.model import Auth, Folder, Item, Listener, Placed, Request, Script
from workbench.apitest.prepare import Behavior
from workbench.apitest.sandbox_setup import INSTALL_COMMAND
from workbench.apitest.scripts import context as scripts
from workbench.apitest.scripts.bruno import as_postman
from workbench.apitest.scripts.sandbox import (
    Assertion,
    ConsoleLine,
    Limits,
    Sandbox,
    ScriptCall,
    ScriptResult,
    response_json,
)
from workbench.apitest.transport import WireOptions
from workbench.apitest.url import encode, parse_url
from workbench.apitest.variables import (
    DataRow,
    Lookup,
    Scope,
    Substitution,
    refuse_missing_secrets,
    resolve,
    resolve_auth,
)
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.progress import Progress

SecretLookup = Callable[[str, str], str | None]
"""Gives the secret of a name for a call to a host."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a collection is run. `folders` picks parts of it by name or id; `delay` in seconds.

    `scripts` is False for a collection that nobody has reviewed yet; `guard` is asked before
    every connection; `tokens` fetches and keeps OAuth 2 tokens.
    """

    wire: WireOptions = field(default_factory=WireOptions)
    iterations: int = 0
    folders: tuple[str, ...] = ()
    follow_redirects: bool = True
    working_folder: Path | None = None
    script_limits: Limits = field(default_factory=Limits)
    delay: float = 0.0
    stop_on_failure: bool = False
    scripts: bool = True
    secret: SecretLookup | None = None
    guard: Guard | None = None
    tokens: Tokens = field(default_factory=Tokens)


@dataclass(frozen=True, slots=True)
class Execution:
    """One request of the run: what was sent, what came, what was asserted, what went wrong.

    `refused` says why nothing was sent; it is one of the `errors`, the others are of scripts.
    """

    placed: Placed
    iteration: int
    request: Request
    exchange: Exchange | None
    assertions: tuple[Assertion, ...] = ()
    errors: tuple[str, ...] = ()
    console: tuple[ConsoleLine, ...] = ()
    not_run: tuple[str, ...] = ()
    skipped: bool = False
    refused: UserError | None = None

    @property
    def failed(self) -> bool:
        """Whether anything that was checked did not pass."""
        failing = any(assertion.outcome == "fail" for assertion in self.assertions)
        no_answer = not self.skipped and (self.exchange is None or self.exchange.error is not None)
        return failing or bool(self.errors) or bool(self.not_run) or no_answer


@dataclass(slots=True)
class RunState:
    """The variables of a run, as they stand."""

    environment: Scope = field(default_factory=Scope)
    globals: Scope = field(default_factory=Scope)
    collection: Scope = field(default_factory=Scope)
    local: Scope = field(default_factory=Scope)


class Run:
    """One run of one collection."""

    def __init__(  # noqa: PLR0917 - what a run consists of
        self,
        collection: Folder,
        client: Client,
        state: RunState,
        options: RunOptions,
        rows: Sequence[JsonObject] = (),
        boot_code: Path | None = None,
    ) -> None:
        """`boot_code` is the script library; without it scripts are reported as not run."""
        self.collection = collection
        self.client = client
        self.state = state
        self.options = options
        self._rows = list(rows)
        self._sandbox = Sandbox(boot_code, options.script_limits) if boot_code else None
        self._files = FileAccess(options.working_folder or Path.cwd())
        self._items = select_items(collection, options.folders)
        state.collection.variables[:0] = list(collection.variables)

    def execute(
        self, progress: Progress, on_execution: Callable[[Execution], None] | None = None
    ) -> list[Execution]:
        """Run everything; gives the executions in the order in which they ran."""
        done: list[Execution] = []
        cycles = self.options.iterations or max(len(self._rows), 1)
        total = cycles * len(self._items)
        try:
            for iteration in range(cycles):
                for execution in self._iterate(iteration, cycles, progress):
                    done.append(execution)
                    progress.report(len(done), max(total, len(done)), execution.placed.item.name)
                    if on_execution is not None:
                        on_execution(execution)
                    if self.options.stop_on_failure and execution.failed:
                        return done
        finally:
            if self._sandbox is not None:
                self._sandbox.close()
        return done

    def _iterate(self, iteration: int, cycles: int, progress: Progress):
        position = 0
        names = {p.item.name: i for i, p in enumerate(self._items) if p.item.name}
        ids = {p.item.id: i for i, p in enumerate(self._items) if p.item.id}
        while position < len(self._items):
            progress.check()
            if self.options.delay:
                _wait(self.options.delay, progress)
            cursor: JsonObject = {
                "position": position,
                "iteration": iteration,
                "length": len(self._items),
                "cycles": cycles,
                "ref": str(uuid.uuid4()),
            }
            step = _Step(
                self, self._items[position], cursor, row_of(self._rows, iteration), progress
            )
            yield step.run()
            if step.next_request is None:
                position += 1
                continue
            wanted = step.next_request[0]
            if wanted is None or (wanted not in ids and wanted not in names):
                return
            position = ids[wanted] if wanted in ids else names[wanted]

    @property
    def sandbox(self) -> Sandbox | None:
        """The script engine, where the library is installed."""
        return self._sandbox

    @property
    def files(self) -> FileAccess:
        """The files that bodies may read."""
        return self._files


class _Step:
    """One request of a run, from its first script to its last."""

    def __init__(
        self, run: Run, placed: Placed, cursor: JsonObject, row: JsonObject, progress: Progress
    ) -> None:
        self._run = run
        self._placed = placed
        self._cursor = cursor
        self._row = row
        self._progress = progress
        self._assertions: list[Assertion] = []
        self._errors: list[str] = []
        self._refused: UserError | None = None
        self._console: list[ConsoleLine] = []
        self._not_run: list[str] = []
        self._behavior = Behavior.of(placed.behavior, follow_redirects=run.options.follow_redirects)
        self.next_request: tuple[str | None] | None = None

    def run(self) -> Execution:
        request = self._placed.item.request
        skipped = False
        for holder, script in self._placed.scripts("prerequest"):
            result = self._script(holder, script, request, None, [])
            if result is None:
                continue
            if result.request is not None:
                request = _changed(request, request_from_json(result.request))
            if result.skip_request:
                skipped = True
                break
        if skipped:
            return self._execution(request, None, skipped=True)
        resolved, exchange = self._send(request)
        sent = resolved if exchange is None else exchange.sent
        self._test(sent, exchange)
        self._check(sent, exchange)
        return self._execution(sent, exchange)

    def _test(self, sent: Request, exchange: Exchange | None) -> None:
        wanted = list(self._placed.scripts("test"))
        if not wanted:
            return
        response = None if exchange is None or exchange.error else _response(exchange)
        cookies: list[JsonValue] = (
            [] if exchange is None else [scripts.cookie_json(c) for c in exchange.cookies]
        )
        for holder, script in wanted:
            self._script(holder, script, sent, response, cookies)

    def _check(self, sent: Request, exchange: Exchange | None) -> None:
        if self._placed.item.checks:
            substitution = self._substitution(sent)
            self._assertions += run_checks(self._placed.item.checks, exchange, substitution)

    def _execution(
        self, request: Request, exchange: Exchange | None, *, skipped: bool = False
    ) -> Execution:
        warnings = () if exchange is None else exchange.warnings
        console = [*self._console, *(ConsoleLine("warn", text) for text in warnings)]
        return Execution(
            self._placed,
            cast(int, self._cursor["iteration"]),
            request,
            exchange,
            tuple(self._assertions),
            tuple(self._errors),
            tuple(console),
            tuple(self._not_run),
            skipped,
            self._refused,
        )

    def _substitution(self, request: Request) -> Substitution:
        """The variables as they stand, and the secrets that may go where the request goes."""
        state = self._run.state
        scopes = [
            state.local,
            DataRow(self._row),
            state.environment,
            state.collection,
            state.globals,
        ]
        return with_secrets(scopes, self._run.options.secret, request)

    def _send(self, request: Request) -> tuple[Request, Exchange | None]:
        substitution = self._substitution(request)
        auth = replace(self._placed, item=replace(self._placed.item, request=request)).auth
        try:
            fetching = auth is not None and needs_token(auth)
            resolved = resolve(replace(request, auth=None) if fetching else request, substitution)
            settings = self._run.options
            options = SendOptions(settings.wire, self._behavior, self._run.files, settings.guard)
            signed_with = None if auth is None else self._ready(auth, substitution, options)
            return resolved, self._run.client.send(resolved, signed_with, options, self._progress)
        except UserError as error:
            self._refused = error
            self._errors.append(str(error))
            return request, None

    def _ready(self, auth: Auth, substitution: Substitution, options: SendOptions) -> Auth:
        """The settings resolved, with an OAuth 2 token where they say how to get one.

        The secrets of such settings go to the server that gives the token.
        """
        if not needs_token(auth):
            return resolve_auth(auth, substitution)
        server = Request(url=parse_url(auth.text("accessTokenUrl")))
        at_server = self._substitution(server)
        server, settings = resolve(server, at_server), resolve_auth(auth, at_server)
        refuse_missing_secrets(server, settings, encode(server.url).host)
        tokens = self._run.options.tokens
        return tokens.authorize(
            settings,
            self._run.client,
            replace(options, behavior=Behavior()),
            self._progress,
        )

    def _script(
        self,
        holder: str,
        script: Script,
        request: Request,
        response: JsonObject | None,
        cookies: list[JsonValue],
    ) -> ScriptResult | None:
        if not script.source.strip():
            return None
        sandbox = self._run.sandbox
        if sandbox is None or not self._run.options.scripts:
            reason = (
                f"the script library is not installed; run: {INSTALL_COMMAND}"
                if self._run.options.scripts
                else "the collection has not been reviewed yet"
            )
            self._not_run.append(f"{script.listen} script of {holder}: {reason}")
            return None
        call = ScriptCall(
            script.listen,
            as_postman(script),
            self._context(request, response, cookies),
            dict(self._cursor),
            self._legacy(holder),
        )
        result = sandbox.run(call, self._answer_request, self._cookie_store, self._progress)
        self._take(result, script.listen)
        return result

    def _context(
        self, request: Request, response: JsonObject | None, cookies: list[JsonValue]
    ) -> JsonObject:
        state = self._run.state
        context: JsonObject = {
            "environment": scripts.scope_json(state.environment),
            "globals": scripts.scope_json(state.globals),
            "collectionVariables": scripts.scope_json(state.collection),
            "_variables": scripts.scope_json(state.local),
            "data": self._row,
            "cookies": cookies,
            "request": scripts.request_json(request),
        }
        if response is not None:
            context["response"] = response
        return context

    def _legacy(self, holder: str) -> JsonObject:
        item = self._placed.item
        return {
            "_itemId": item.id,
            "_itemName": item.name,
            "_itemPath": list(self._placed.path),
            "_eventItemName": holder,
        }

    def _take(self, result: ScriptResult, listen: Listener) -> None:
        state = self._run.state
        targets = {
            "environment": state.environment,
            "globals": state.globals,
            "collectionVariables": state.collection,
        }
        for name, mutations in result.mutations.items():
            scripts.apply_mutations(targets[name], mutations)
        if result.local is not None:
            state.local = scripts.local_scope(result.local)
        if result.next_request is not None:
            self.next_request = result.next_request
        self._assertions += result.assertions
        self._errors += [f"{listen} script: {text}" for text in result.errors]
        self._console += result.console

    def _answer_request(
        self, document: JsonObject
    ) -> tuple[JsonObject | None, JsonObject | None, JsonValue]:
        """pm.sendRequest: no files, no inherited authentication, the run's own cookies."""
        request = request_from_json(document)
        body = request.body
        if body.mode == "file" or any(part.is_file for part in body.parts):
            self._console.append(ConsoleLine("warn", "uploading files from scripts is not allowed"))
            kept = tuple(part for part in body.parts if not part.is_file)
            request = replace(
                request,
                body=replace(body, mode="none" if body.mode == "file" else body.mode, parts=kept),
            )
        options = SendOptions(
            self._run.options.wire,
            Behavior(body_for_any_method=True, follow_redirects=self._run.options.follow_redirects),
            self._run.files,
            self._run.options.guard,
        )
        try:
            exchange = self._run.client.send(request, request.auth, options, self._progress)
        except UserError as error:
            return scripts.error_json(str(error)), None, []
        if exchange.error is not None:
            return scripts.error_json(exchange.error.message, exchange.error.kind), None, []
        return None, _response(exchange), [scripts.cookie_json(c) for c in exchange.cookies]

    def _cookie_store(
        self, method: str, values: Sequence[JsonValue]
    ) -> tuple[str | None, JsonValue]:
        return scripts.cookie_store(self._run.client.jar, method, values)


def with_secrets(
    scopes: Sequence[Lookup], secret: SecretLookup | None, request: Request
) -> Substitution:
    """Variables and the secrets for the host that the request calls."""
    if secret is None:
        return Substitution(scopes)

    def reveal(name: str) -> str | None:
        try:
            host = encode(resolve(request, Substitution(scopes)).url).host
        except UserError:
            return None  # an address that cannot be called is told when the request is to be sent
        return secret(name, host)

    return Substitution(scopes, reveal)


def select_items(collection: Folder, names: Sequence[str]) -> list[Placed]:
    """The items to run: all, those of the named folder or request (the one nearest to the
    top), or of several names in the collection's order.

    Raises UserError for a name that is neither folder nor request.
    """
    if not names:
        return list(collection.walk())
    wanted = list(dict.fromkeys(names))
    if len(wanted) == 1:
        found = _nearest(collection, (), wanted[0])
        missing = set(wanted) if found is None else set[str]()
    else:
        missing = set(wanted)
        found = _matching(collection, (), missing, counted=True)
    if found is None or missing:
        shown = ", ".join(sorted(missing))
        raise UserError(f"Unable to find a folder or request: {shown}.", "Check its name.")
    return found


def _nearest(folder: Folder, above: tuple[Folder, ...], name: str) -> list[Placed] | None:
    """The entry of that name or id; this level before the ones below."""
    chain = (*above, folder)
    for entry in folder.items:
        if name in (entry.id, entry.name):
            return _below(entry, chain)
    for entry in folder.items:
        if isinstance(entry, Folder):
            found = _nearest(entry, chain, name)
            if found is not None:
                return found
    return None


def _matching(
    folder: Folder, above: tuple[Folder, ...], wanted: set[str], *, counted: bool
) -> list[Placed]:
    """The items of every wanted entry; the names found are taken out of `wanted`."""
    chain = (*above, folder)
    selected: list[Placed] = []
    for entry in folder.items:
        name = next((part for part in (entry.id, entry.name) if part in wanted), None)
        if name is not None:
            wanted.discard(name)
            if counted:
                selected += _below(entry, chain)
        if isinstance(entry, Folder):
            selected += _matching(entry, chain, wanted, counted=counted and name is None)
    return selected


def _below(entry: Item | Folder, chain: tuple[Folder, ...]) -> list[Placed]:
    return list(entry.walk(chain)) if isinstance(entry, Folder) else [Placed(entry, chain)]


def _changed(old: Request, new: Request) -> Request:
    """The parts of a request that a script may change."""
    return replace(
        old,
        method=new.method,
        url=new.url,
        headers=new.headers,
        body=new.body,
        auth=new.auth or old.auth,
    )


def _response(exchange: Exchange) -> JsonObject | None:
    response = exchange.response
    if response is None:
        return None
    milliseconds = 1000 * sum(h.response.timings.total for h in exchange.hops if h.response)
    return response_json(
        response.status, response.reason, response.headers, response.body, milliseconds
    )


def _wait(seconds: float, progress: Progress) -> None:
    """Wait between requests; a cancel ends it within 50 ms."""
    pause = Event()
    slices = max(int(seconds / 0.05), 1)
    for _ in range(slices):
        progress.check()
        pause.wait(seconds / slices)


def item_named(collection: Folder, name: str) -> Item | None:
    """The first item of that name."""
    return next((placed.item for placed in collection.walk() if placed.item.name == name), None)
