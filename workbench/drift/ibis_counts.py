"""The counting of the contract written once in Ibis, for whatever engine runs it."""

import importlib
import sys
from typing import Any

from workbench.drift.binning import (
    EMPTY,
    NAN,
    NEGATIVE,
    NULL,
    POSITIVE,
    UNPARSABLE,
    UNSEEN,
    Binning,
    is_float,
)
from workbench.drift.columns import MISSING_WORDS, Column, Kind

ibis: Any = importlib.import_module("ibis")  # an extra: its types are not always there

WINDOW = "workbench window"
PLAIN_NUMBER = r"^[-+]?(inf|nan|[0-9.]+(e[-+]?[0-9]+)?)$"
"""How numbers in texts are spelled before they come here: what else an engine reads is none."""


@ibis.udf.scalar.builtin
def trim(text: str) -> str:  # pyright: ignore[reportReturnType] - SQL's own: strips blanks only
    """The text without the blanks around it."""


def cells(rows: Any, kept: Any, column: Column, binning: Binning, segment: str | None) -> Any:
    """The non-zero cells of one column: columns w, s, b and n.

    `rows` is the table with the window's number in WINDOW (null for a row of no window) and
    the segment's text in the column `segment`; `kept` (label, bin) holds the known categories
    of a categorical column.
    """
    part = rows[segment] if segment else ibis.literal("")
    if binning.kind is Kind.CATEGORICAL:
        text = rows[column.name].cast("string")
        placed = rows.select(w=rows[WINDOW], s=part, text=text)
        placed = placed.left_join(kept, placed.text == kept.label)
        found = placed.select("w", "s", b=_category_bin(placed, binning))
    else:
        found = rows.select(w=rows[WINDOW], s=part, b=_number_bin(rows, column, binning))
    found = found.filter(found.w.notnull())
    return found.group_by("w", "s", "b").agg(n=found.count())


def _category_bin(placed: Any, binning: Binning) -> Any:
    base = binning.ordinary
    return ibis.cases(
        (placed.text.isnull(), base + NULL),
        (placed.bin.notnull(), placed.bin),
        (trim(placed.text) == "", base + EMPTY),
        else_=base + UNSEEN,
    )


def _number_bin(rows: Any, column: Column, binning: Binning) -> Any:
    """What is no ordinary number is named before any comparison: engines order NaN differently."""
    number, base = _number(rows, column), binning.ordinary
    written = column.is_text_in_file and column.kind is Kind.NUMERIC
    named: list[Any] = []
    if written:
        text = trim(rows[column.name])
        named += [
            (text.isnull() | text.lower().isin(MISSING_WORDS), base + NULL),
            (text == "", base + EMPTY),
        ]
    if written or is_float(column.type):
        endless = number.abs() > sys.float_info.max
        named += [
            (number.isnan(), base + NAN),  # before null: Ibis takes it for one on some engines
            (endless & (number < 0), base + NEGATIVE),
            (endless, base + POSITIVE),
        ]
    named.append((number.isnull(), base + (UNPARSABLE if written else NULL)))
    ordinary = ibis.literal(0)
    for edge in binning.edges:
        ordinary += (number >= _edge(edge, column)).cast("int64")
    return ibis.cases(*named, else_=ordinary)


def _number(rows: Any, column: Column) -> Any:
    value = rows[column.name]
    if column.kind is Kind.TEXT:
        return value.length().cast("float64")
    if column.type == "VARCHAR":
        plain = value.re_search(PLAIN_NUMBER)
        return ibis.cases((plain, value.try_cast("float64")), else_=ibis.null("float64"))
    if column.type == "BOOLEAN":
        value = value.cast("int8")
    return value if column.type == "FLOAT" else value.cast("float64")


def _edge(edge: float, column: Column) -> Any:
    """An edge as a literal of the column's type."""
    literal = ibis.literal(edge, type="float64")
    single = column.type == "FLOAT" and column.kind is not Kind.TEXT
    return literal.cast("float32") if single else literal
