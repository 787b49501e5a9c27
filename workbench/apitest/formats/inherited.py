"""What folders of other tools give the requests below them, and folders here do not: headers."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.apitest.model import Folder, Item, Pair


def with_headers(
    entries: Sequence[Item | Folder], headers: Sequence[Pair]
) -> tuple[Item | Folder, ...]:
    """The entries, each request with those of the headers that it does not name itself."""
    given = [header for header in headers if header.enabled and header.name]
    return tuple(_with(entry, given) for entry in entries) if given else tuple(entries)


def _with(entry: Item | Folder, headers: Sequence[Pair]) -> Item | Folder:
    if isinstance(entry, Folder):
        return replace(entry, items=with_headers(entry.items, headers))
    own = {pair.name.lower() for pair in entry.request.headers if pair.enabled}
    added = [header for header in headers if header.name.lower() not in own]
    request = replace(entry.request, headers=(*added, *entry.request.headers))
    return replace(entry, request=request)
