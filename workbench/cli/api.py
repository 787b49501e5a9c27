"""`workbench api`: send, run, import, export and diagnose API calls."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.input_path import input_path
from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError

if TYPE_CHECKING:
    from workbench.apitest.model import Variable
    from workbench.apitest.redaction import Redaction


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    send = verbs.add(
        "send", _send, "send one request", example="api send GET http://127.0.0.1:8090/v1/models"
    )
    send.add_argument("method", metavar="METHOD")
    send.add_argument("url", metavar="URL")
    send.add_argument("-H", "--header", action="append", default=[], metavar="'NAME: VALUE'")
    send.add_argument("--body", default=None, metavar="TEXT", help="the body; @FILE reads a file")
    send.add_argument("--check", action="append", default=[], metavar="'SUBJECT OPERATOR VALUE'")
    send.add_argument("--retry", type=int, default=0, metavar="N", help="try again on 429, 502-504")
    send.add_argument("--show-body", action="store_true", help="print the body as well")
    _run_options(send)
    run = verbs.add(
        "run", _run, "run a collection", example="api run requests/recommendations --json"
    )
    run.add_argument("collection", type=input_path, metavar="COLLECTION")
    run.add_argument("-n", "--iteration-count", type=int, metavar="N", dest="iterations")
    run.add_argument("-d", "--iteration-data", type=input_path, metavar="DATA", dest="data")
    run.add_argument("--folder", action="append", default=[], metavar="NAME")
    run.add_argument("--delay", type=float, default=0.0, metavar="SECONDS")
    run.add_argument("--bail", action="store_true", help="stop at the first failure")
    run.add_argument("--junit", type=output_path, metavar="OUT")
    _run_options(run)
    read = verbs.add(
        "import",
        _import,
        "read a file or curl command of another tool",
        example="api import 'curl http://127.0.0.1:8090/v1/models'",
    )
    read.add_argument("source", metavar="FILE_OR_CURL")
    read.add_argument(
        "-o", "--out", type=Path, metavar="DIR", help="write OpenCollection files there"
    )
    write = verbs.add(
        "export",
        _export,
        "write a collection for another tool",
        example="api export requests/recommendations --to curl",
    )
    write.add_argument("collection", type=input_path, metavar="COLLECTION")
    write.add_argument(
        "--to", required=True, choices=["postman", "curl", "opencollection", "python"]
    )
    write.add_argument("-o", "--out", type=Path, metavar="OUT")
    write.add_argument("--with-secrets", action="store_true", help="write secrets in clear")
    diagnose = verbs.add(
        "diagnose",
        _diagnose,
        "say why a recorded call failed",
        example="api diagnose requests/recommendations/answers/429-empty-quota.json",
    )
    diagnose.add_argument("file", type=input_path, metavar="FILE.json")
    probe = verbs.add(
        "probe",
        _probe,
        "measure the latency of your own service",
        example="api probe GET http://127.0.0.1:8090/health --yes",
    )
    probe.add_argument("method", metavar="METHOD")
    probe.add_argument("url", metavar="URL")
    probe.add_argument("-n", "--requests", type=int, default=100, metavar="N")
    probe.add_argument("-c", "--concurrency", type=int, default=4, metavar="C")
    probe.add_argument("--yes", action="store_true", help="this service is mine to measure")
    _run_options(probe)


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-e",
        "--environment",
        type=input_path,
        metavar="ENV",
        help="a file of variables, or one of the collection's environments by name;"
        " {{secret:NAME}} is the one called NAME, else the keyring's",
    )
    parser.add_argument("-g", "--globals", type=input_path, metavar="GLOBALS")
    parser.add_argument("--connect-to", action="append", default=[], metavar="HOST:PORT:ADDR:PORT")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="believe only these certificates")
    parser.add_argument("--cert", type=Path, metavar="FILE", help="client certificate")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its key")
    parser.add_argument("--proxy", default="", metavar="URL")
    parser.add_argument(
        "--timeout", type=float, default=0.0, metavar="S", help="per request; 0 waits"
    )
    parser.add_argument("--timeout-script", type=float, default=0.0, metavar="S")
    parser.add_argument("--ignore-redirects", action="store_true")
    parser.add_argument("--insecure", action="store_true", help="do not verify certificates")
    parser.add_argument("--working-dir", type=Path, metavar="DIR", help="where files to send lie")
    parser.add_argument("--http", choices=["auto", "1.0", "1.1", "2", "3"], default="1.1")
    parser.add_argument("--engine", choices=["curl", "httpx"], default="curl")


def _run(options: argparse.Namespace) -> Answer:
    from workbench.apitest import data_file, report
    from workbench.apitest.formats.collections import read_any_collection
    from workbench.apitest.runner import Run, RunOptions
    from workbench.apitest.sandbox_setup import boot_code
    from workbench.storage.files import write_atomically

    imported = read_any_collection(options.collection)
    collection = imported.collection
    rows = data_file.read_rows(options.data) if options.data else []
    state, redaction = _state(options, imported.environments)
    settings = RunOptions(
        wire=_wire(options),
        iterations=_iterations(options.iterations),
        folders=tuple(options.folder),
        follow_redirects=not options.ignore_redirects,
        working_folder=options.working_dir,
        script_limits=_limits(options),
        delay=options.delay,
        stop_on_failure=options.bail,
        secret=_secrets((*state.environment.variables, *state.globals.variables), redaction),
    )
    client = _client(options)
    try:
        run = Run(collection, client, state, settings, rows, boot_code())
        executions = run.execute(terminal_progress())
    finally:
        client.close()
    if options.junit:
        write_atomically(
            options.junit, report.junit(executions, collection.name, redaction).encode()
        )
    failed = any(execution.failed for execution in executions)
    return Answer(
        report.run_json(executions, redaction), report.lines(executions, redaction), int(failed)
    )


def _send(options: argparse.Namespace) -> Answer:
    from workbench.apitest import report
    from workbench.apitest.model import Folder, Item
    from workbench.apitest.retry import execute_with_retries
    from workbench.apitest.runner import Run, RunOptions

    request = _one_request(options)
    checks = tuple(_check(text) for text in options.check)
    item = Item(f"{request.method} {options.url}", request, checks=checks)
    state, redaction = _state(options, {})
    settings = RunOptions(
        wire=_wire(options),
        follow_redirects=not options.ignore_redirects,
        working_folder=options.working_dir,
        secret=_secrets((*state.environment.variables, *state.globals.variables), redaction),
    )
    client = _client(options)
    progress = terminal_progress()
    try:
        run = Run(Folder("send", (item,)), client, state, settings)
        executions = execute_with_retries(run, progress, options.retry)
    finally:
        client.close()
    if executions[-1].refused is not None:
        raise executions[-1].refused
    text = report.lines(executions, redaction)
    response = executions[-1].exchange.response if executions[-1].exchange else None
    if options.show_body and response is not None:
        text += "\n\n" + redaction.text(response.text())
    failed = executions[-1].failed
    return Answer(report.run_json(executions, redaction), text, int(failed))


def _diagnose(options: argparse.Namespace) -> Answer:
    from workbench.apitest import report
    from workbench.apitest.diagnosis.answer import read_answer
    from workbench.apitest.diagnosis.engine import diagnose
    from workbench.apitest.formats.text import parse_json, read_text
    from workbench.core.text import table

    text = read_text(options.file)
    raw = text.lstrip()
    recorded = raw if raw.startswith("HTTP/") else parse_json(text, str(options.file))
    try:
        causes = diagnose(read_answer(recorded))
    except UserError as error:
        raise UserError(f"{options.file}: {error.what}", error.next_step) from error
    rows = [
        (f"{cause.confidence:.0%}", cause.id, cause.cause, cause.next_check, cause.retry)
        for cause in causes
    ]
    shown = (
        table(["confidence", "id", "cause", "check next", "retry"], rows)
        if rows
        else "Nothing in this answer is wrong."
    )
    return Answer({"causes": [report.cause_json(cause) for cause in causes]}, shown)


def _import(options: argparse.Namespace) -> Answer:
    from workbench.apitest.body import FileAccess
    from workbench.apitest.formats.detect import read_source
    from workbench.apitest.formats.export import without_secrets
    from workbench.apitest.formats.opencollection_write import write_folder
    from workbench.apitest.model import Lost
    from workbench.apitest.report import imported_json, imported_lines

    source = str(input_path("-")) if options.source == "-" else options.source
    imported = read_source(source, FileAccess(Path.cwd()))
    if options.out:
        clean = without_secrets(imported.collection)
        write_folder(clean, options.out, imported.environments)
        if clean != imported.collection:
            loss = Lost("collection", "secret values: the files hold {{secret:name}} references")
            imported = replace(imported, collection=clean, lost=(*imported.lost, loss))
    return Answer(imported_json(imported), imported_lines(imported))


def _export(options: argparse.Namespace) -> Answer:
    from workbench.apitest.formats.collections import read_any_collection
    from workbench.apitest.formats.export import export
    from workbench.storage.files import write_atomically

    imported = read_any_collection(options.collection)
    exported = export(imported.collection, options.to, with_secrets=options.with_secrets)
    if options.out:
        write_atomically(options.out, exported.text.encode())
    losses = (*imported.lost, *exported.lost)
    lost = [{"item": part.item, "what": part.what} for part in losses]
    shown = f"{exported.requests} written to {options.out}" if options.out else exported.text
    if not options.json:
        # What is shown may be the export itself, and be piped on.
        sys.stderr.writelines(f"workbench: lost at {part.item}: {part.what}\n" for part in losses)
    return Answer(
        {
            "requests": exported.requests,
            "lost": lost,
            "text": None if options.out else exported.text,
        },
        shown,
    )


def _probe(options: argparse.Namespace) -> Answer:
    from workbench.apitest.probe import ProbeOptions, probe, probe_json, probe_lines
    from workbench.apitest.url import encode, parse_url

    host = encode(parse_url(options.url)).host
    if not options.yes:
        raise UserError(
            f"This sends {options.requests} requests to {host}.",
            "Add --yes when that service is yours to measure.",
        )
    settings = ProbeOptions(options.requests, options.concurrency, _wire(options))
    result = probe(_one_request(options), settings, terminal_progress())
    return Answer(probe_json(result), probe_lines(result))


def _one_request(options: argparse.Namespace):
    from workbench.apitest.formats.text import decode, read_bytes
    from workbench.apitest.model import Body, Pair, Request
    from workbench.apitest.url import parse_url

    headers: list[Pair] = []
    for line in getattr(options, "header", []):
        name, colon, value = line.partition(":")
        if not colon:
            raise UserError(f"The header {line!r} has no colon.", "Write 'Name: value'.")
        headers.append(Pair(name.strip(), value.strip()))
    body, text = Body(), getattr(options, "body", None)
    if text is not None:
        content = decode(read_bytes(Path(text[1:]))) if text.startswith("@") else text
        language = "json" if content.lstrip()[:1] in ("{", "[") else ""
        body = Body("raw", text=content, language=language)
    return Request(options.method.upper(), parse_url(options.url), tuple(headers), body)


def _check(text: str):
    from workbench.apitest.model import Check

    parts = text.split(None, 2)
    if len(parts) < 2:
        raise UserError(f"The check {text!r} is incomplete.", "Write 'res.status eq 200'.")
    return Check(parts[0], parts[1], parts[2] if len(parts) > 2 else "")


def _state(options: argparse.Namespace, known: "Mapping[str, tuple[Variable, ...]]"):
    from workbench.apitest.formats.collections import read_environment
    from workbench.apitest.formats.postman_read import read_scope
    from workbench.apitest.redaction import Redaction
    from workbench.apitest.runner import RunState
    from workbench.apitest.variables import Scope

    state = RunState(
        environment=read_environment(options.environment, known)
        if options.environment
        else Scope(),
        globals=read_scope(options.globals, "globals") if options.globals else Scope(),
    )
    secrets = [v.value for s in (state.environment, state.globals) for v in s.variables if v.secret]
    return state, Redaction(str(value) for value in secrets if value)


def _secrets(
    variables: Iterable["Variable"], redaction: "Redaction"
) -> Callable[[str, str], str | None]:
    """What `{{secret:name}}` stands for: the variable of that name, else what the keyring holds
    for the host; masked in all that is shown.
    """
    given = {v.name: str(v.value) for v in variables if v.enabled}

    def look_up(name: str, host: str) -> str | None:
        value = given.get(name) or _in_keyring(name, host)
        if value is not None:
            redaction.add(value)
        return value

    return look_up


def _in_keyring(name: str, host: str) -> str | None:
    from workbench.apitest.guard import BoundSecrets
    from workbench.core.secrets import KeyringSecrets, NoKeyring

    try:
        return BoundSecrets(KeyringSecrets()).reveal(name, host)
    except NoKeyring:
        return None


def _wire(options: argparse.Namespace):
    from workbench.apitest.transport import WireOptions, split_rule

    for rule in options.connect_to:
        try:
            split_rule(rule)
        except ValueError as error:
            raise UserError(
                f"--connect-to {rule} is not HOST:PORT:ADDR:PORT.", "Mend it."
            ) from error
    for path in (options.ca, options.cert, options.key):
        if path is not None and not path.is_file():
            raise UserError(f"{path} is not a file.", "Name a PEM file.")
    _check_certificates(options)
    if options.timeout < 0 or options.timeout_script < 0:
        raise UserError("A timeout cannot be negative.", "Give seconds, or 0 to wait.")
    return WireOptions(
        timeout=options.timeout,
        verify=not options.insecure,
        ca=options.ca,
        client_certificate=options.cert,
        client_key=options.key,
        proxy=options.proxy,
        connect_to=tuple(options.connect_to),
        http=options.http,
    )


def _check_certificates(options: argparse.Namespace) -> None:
    """Read the files now: the engine would blame the server's certificate."""
    if options.ca is None and options.cert is None:
        return
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if options.ca is not None:
        try:
            context.load_verify_locations(options.ca)
        except ssl.SSLError as error:
            raise UserError(f"{options.ca} holds no certificate.", "Name a PEM file.") from error
    if options.cert is not None:
        try:
            context.load_cert_chain(options.cert, options.key, lambda: "")
        except ssl.SSLError as error:
            files = " and ".join(str(path) for path in (options.cert, options.key) if path)
            raise UserError(
                f"{files} hold no client certificate with its key.",
                "Name PEM files, the key without a passphrase.",
            ) from error


def _limits(options: argparse.Namespace):
    from workbench.apitest.scripts.sandbox import Limits

    return Limits(seconds=options.timeout_script) if options.timeout_script else Limits()


def _client(options: argparse.Namespace):
    from workbench.apitest.client import Client
    from workbench.apitest.engines import make_transport

    return Client(make_transport(options.engine))


def _iterations(number: int | None) -> int:
    """How often; 0 is once, or once a row of the data file."""
    if number is not None and number < 1:
        raise UserError(f"-n {number} is less than 1.", "Give a number of iterations.")
    return number or 0
