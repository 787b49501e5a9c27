"""Records what newman does with our own collections, for `test_newman_parity.py`.

    npm install newman@6.2.2 --prefix FOLDER
    python -m tests.unit.apitest.record_parity FOLDER/node_modules/newman [NAME...]

runs the named collections of `parity/` (else those not recorded yet) with newman against the
echo service and writes the outcomes into the collection's file.
"""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from tests.unit.apitest.echo import EchoHandler, EchoServer

FOLDER = Path(__file__).with_name("parity")
PORT = 8765  # the address that stands in the collections
_SECONDS = 60
_FILES = {
    "up.txt": "file content\n",
    "up.json": '{"a":1}',
    "sub/in.csv": "a,b\n1,2\n",
}
_SCRIPT = """
const newman = require(process.argv[1]);
const options = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const seen = [];
newman.run({...options, reporters: []}, (error) => {
  if (error) throw error;
  console.log(JSON.stringify(seen));
}).on('assertion', (error, o) => {
  seen.push([o.item.name, o.assertion, o.skipped ? 'skip' : error ? 'fail' : 'pass']);
});
"""


def write_inputs(row: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Write what a run of this row reads: the collection, its data, the files it sends."""
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    found: dict[str, Path] = {}
    for name in ("collection", "environment", "globals", "csv", "json"):
        if name in row:
            text = row[name] if name == "csv" else json.dumps(row[name], ensure_ascii=False)
            found[name] = folder / f"{name}.{'csv' if name == 'csv' else 'json'}"
            found[name].write_bytes(_encoded(text, row.get("encoding", "")))
    return found


def _encoded(text: str, encoding: str) -> bytes:
    match encoding:
        case "bom":
            return b"\xef\xbb\xbf" + text.encode()
        case "utf-16":
            return b"\xff\xfe" + text.encode("utf-16-le")
        case _:
            return text.encode()


def newman_options(row: dict[str, Any], files: dict[str, Path], folder: Path) -> dict[str, Any]:
    """The options of newman's own run function."""
    data = files.get("csv") or files.get("json")
    return {
        "collection": str(files["collection"]),
        "workingDir": str(folder),
        **({"environment": str(files["environment"])} if "environment" in files else {}),
        **({"globals": str(files["globals"])} if "globals" in files else {}),
        **({"iterationData": str(data)} if data else {}),
        **({"iterationCount": row["iterations"]} if "iterations" in row else {}),
        **({"folder": row["folders"]} if "folders" in row else {}),
        **({"timeoutRequest": row["timeout"] * 1000} if "timeout" in row else {}),
        **({"timeoutScript": row["script_timeout"] * 1000} if "script_timeout" in row else {}),
        "ignoreRedirects": bool(row.get("ignore_redirects")),
        "bail": bool(row.get("bail")),
    }


def record(newman: str, file: Path) -> None:
    """Run one collection and write the outcomes into its file."""
    row = json.loads(file.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = folder / "options.json"
        options.write_text(json.dumps(newman_options(row, write_inputs(row, folder), folder)))
        command = ["node", "-e", _SCRIPT, newman, str(options)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=folder, timeout=_SECONDS
        )
    row["expected"] = json.loads(done.stdout)
    file.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Record the named collections, or those that have no outcomes yet."""
    newman, *names = sys.argv[1:]
    server = EchoServer(("127.0.0.1", PORT), EchoHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for file in sorted(FOLDER.glob("*.json")):
        if file.stem in names or not (names or "expected" in json.loads(file.read_text("utf-8"))):
            sys.stdout.write(f"{file.stem}\n")
            sys.stdout.flush()
            try:
                record(str(Path(newman).resolve()), file)
            except subprocess.SubprocessError as error:
                sys.stdout.write(f"  newman failed: {error}\n{getattr(error, 'stderr', '')}\n")
    server.shutdown()


if __name__ == "__main__":
    main()
