"""CSV that a spreadsheet opens without running anything that stands in it."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """A cell as text; one that a spreadsheet would take for a formula gets an apostrophe.

    Numbers (also negative ones) stay as they are.
    """
    text = "" if value is None else str(value)
    if not text.startswith(_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def csv_bytes(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, exact: bool = False
) -> bytes:
    """A UTF-8 CSV file with a header and safe cells; `exact` ones are for programs alone."""
    cell = str if exact else safe_cell
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")
