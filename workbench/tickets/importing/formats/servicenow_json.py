"""ServiceNow's Table API JSON as a table, so that it is read like its CSV."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from workbench.tickets.importing.files import Table
from workbench.tickets.importing.formats.json_rows import JsonExport
from workbench.tickets.importing.formats.record import text_of_value
from workbench.tickets.importing.json_files import Fields
from workbench.tickets.importing.stamps import StampReader

_STORED_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def table_of(export: JsonExport, stamps: StampReader, dated: Sequence[str]) -> Table:
    """The records as rows; `stamps` looks at the columns that are `dated` for the date order.

    A structure that no cell can show is counted in the export's odd fields.
    """
    records = [_cells(record, export.odd) for record in export.records]
    header = tuple(dict.fromkeys(name for record in records for name in record))
    for name in dated:
        stamps.look(record.get(name, "") for record in records)
    stamps.decide()
    refused = {number: why for number, record in enumerate(export.records, 1)
               if (why := _refusal(record))}  # fmt: skip
    rows = ([record.get(name, "") for name in header] for record in records)
    return Table(header, enumerate(rows, 1), (), refused)


def _refusal(record: Fields | None) -> str | None:
    if record is None:
        return "it is no object"
    other = "title" in record and "short_description" not in record
    return "it is no record of ServiceNow: it has a title" if other else None


def _cells(record: Fields | None, odd: Counter[str]) -> dict[str, str]:
    cells = {name: _cell(value) for name, value in (record or {}).items() if name[:1] != "_"}
    for name, text in cells.items():
        if text is None:
            odd[name] += 1
    return {name: text or "" for name, text in cells.items()}


def _cell(value: Any) -> str | None:
    """What a field shows; of a stamp the value that is stored, which is in UTC.

    None for a structure without a name.
    """
    if isinstance(value, Mapping):
        fields = cast(Mapping[str, Any], value)
        stored = str(fields.get("value") or "")
        if _STORED_STAMP.fullmatch(stored):
            return f"{stored}Z"
        if "value" in fields or "display_value" in fields:
            return str(fields.get("display_value") or stored)
    shown = text_of_value(value)
    return None if shown is None and value and isinstance(value, (list, Mapping)) else shown or ""
