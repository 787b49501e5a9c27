"""Run by the system's Python with pyatspi: prints what a screen reader sees, as JSON."""

import json
import sys
import time

import pyatspi  # the system's package, not the product's


def main() -> None:
    """Wait for the application, then print every node: role, name, description, value."""
    wanted, seconds = sys.argv[1], float(sys.argv[2])
    end = time.monotonic() + seconds
    found: list[dict[str, str]] = []
    while time.monotonic() < end:
        found = nodes_of(application(wanted))
        ready = any(node["name"].startswith("Template: ") for node in found)
        if ready and not any(node["description"] == "0 of 0" for node in found):
            break
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


def nodes_of(root: object) -> list[dict[str, str]]:
    """Every node below, depth first."""
    nodes: list[dict[str, str]] = []
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        try:
            nodes.append(
                {
                    "role": node.getRoleName(),
                    "name": node.name or "",
                    "description": node.description or "",
                }
            )
            waiting.extend(node.getChildAtIndex(n) for n in range(min(node.childCount, 400)))
        except Exception as error:  # noqa: BLE001 - a widget that has gone meanwhile
            nodes.append({"role": "gone", "name": str(error), "description": ""})
    return nodes


main()
