"""Run by the system's Python with pyatspi: prints what a screen reader sees, as JSON."""

import json
import sys
import time
from collections.abc import Iterator

import pyatspi  # the system's package, not the product's


def main() -> None:
    """Wait for the application, go to the templates, and print all: role, name, description."""
    wanted, seconds = sys.argv[1], float(sys.argv[2])
    end = time.monotonic() + seconds
    found: list[dict[str, str]] = []
    while time.monotonic() < end:
        found = nodes_of(application(wanted))
        ready = any(node["name"].startswith("Template: ") for node in found)
        if ready and not any(node["description"] == "0 of 0" for node in found):
            break
        press(application(wanted), "Templates (")
        time.sleep(0.3)
    print(json.dumps(found))


def application(name: str) -> object:
    """The running application of that name, None while it is not there."""
    desktop = pyatspi.Registry.getDesktop(0)
    for place in range(desktop.childCount):
        child = desktop.getChildAtIndex(place)
        if child is not None and child.name.lower() == name:
            return child
    return None


def press(root: object, beginning: str) -> None:
    """Press the tab whose name begins so, as a screen reader's user would; when there is one."""
    for node in walk(root):
        if node.getRoleName() == "page tab" and (node.name or "").startswith(beginning):
            node.queryAction().doAction(0)
            return


def nodes_of(root: object) -> list[dict[str, str]]:
    """Every node below, depth first."""
    nodes: list[dict[str, str]] = []
    for node in walk(root):
        try:
            nodes.append(
                {
                    "role": node.getRoleName(),
                    "name": node.name or "",
                    "description": node.description or "",
                }
            )
        except Exception as error:  # noqa: BLE001 - a widget that has gone meanwhile
            nodes.append({"role": "gone", "name": str(error), "description": ""})
    return nodes


def walk(root: object) -> Iterator[pyatspi.Accessible]:
    """Every node below, depth first; of long lists the first 400."""
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        yield node
        try:
            waiting.extend(node.getChildAtIndex(n) for n in range(min(node.childCount, 400)))
        except Exception:  # noqa: BLE001 - a widget that has gone meanwhile
            continue


main()
