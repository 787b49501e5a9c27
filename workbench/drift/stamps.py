"""Times that are written as texts; the order of day and month is told from the whole column."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.drift.engine import Engine, identifier
from workbench.drift.tables import Table

_NUMBER = r"(0?[1-9]|[12]\d|3[01])"
NUMERIC_STAMP = (
    rf"\s*{_NUMBER}[./-]{_NUMBER}[./-]((?:19|20)\d{{2}})"
    r"(?:(?:,?\s+|T)(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"\s?([AaPp][Mm])?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?\s*"
)
"""A date of three numbers with the year last, and a clock: day or month, month or day, year,
clock, half of the day, offset."""
_HALVES = "['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p']"
_CLOCK, _HALF_CLOCK = r" \4\6", r" \4 \5"
_NAMED_MONTH = "%d-%b-%Y"
_WORDS = {False: "day first", True: "month first"}


@dataclass(frozen=True, slots=True)
class Written:
    """How the times of one text column are written; `notes` say what had to be guessed.

    `numeric` and `halves` say that some are dates of three numbers, that some are AM or PM.
    """

    numeric: bool
    month_first: bool
    halves: bool
    notes: tuple[str, ...]

    def timestamp(self, quoted: str, type_: str = "TIMESTAMP") -> str:
        """The text as a time in SQL, null where it reads as none."""
        plain = f"TRY_CAST({self._rewritten(quoted, _CLOCK)} AS {type_})"
        if not self.halves:
            return plain
        # A cast reads past AM and PM, so it comes last.
        return f"coalesce(try_strptime({self._rewritten(quoted, _HALF_CLOCK)}, {_HALVES}), {plain})"

    def _rewritten(self, quoted: str, clock: str) -> str:
        """Dates of numbers with the year first, as DuckDB reads them; the others as they are."""
        if not self.numeric:
            return quoted
        date = r"\3-\1-\2" if self.month_first else r"\3-\2-\1"
        read = f"regexp_replace({quoted}, '^{NUMERIC_STAMP}$', '{date}{clock}')"
        return f"replace(trim({read}), ',', '.')"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How many dates can only be day first, only month first, or either (dots do not count)."""

    numeric: int
    day: int
    month: int
    either: int
    halves: int
    example: str | None

    @property
    def month_first(self) -> bool | None:
        """What most dates say; None where none says anything."""
        return self.month > self.day if self.day or self.month else None


def written(engine: Engine, columns: Sequence[tuple[Table, str]]) -> list[Written]:
    """How the times of these text columns, which mean the same, are written: from all rows.

    Each table's own dates decide; where they can be read either way, those of the others do.
    """
    seen = [_evidence(engine, table, name) for table, name in columns]
    told = {one.month_first for one in seen} - {None}
    shared = told == {True} if len(told) == 1 else None
    return [_decided(one, shared, *column) for one, column in zip(seen, columns, strict=True)]


def text_time_sql(engine: Engine, table: Table, name: str, how: Written, local: str) -> str:
    """A text column as a local time in SQL; `local` makes one of an instant put into it.

    Raises UserError where the first rows hold no time.
    """
    quoted = identifier(name)
    reads, offsets, named, rows = engine.rows(
        f"SELECT count({how.timestamp('v', 'TIMESTAMPTZ')}),"
        rf" count_if(regexp_matches(v, ':\d\d.*(Z|[+-]\d\d:?(\d\d)?)$')),"
        f" count(try_strptime(v, '{_NAMED_MONTH}')), count(*) FROM"
        f" (SELECT trim({quoted}) v FROM {table.source} WHERE {quoted} <> '' LIMIT 1000)"
    )[0]
    if reads:
        if offsets:
            return local.format(how.timestamp(quoted, "TIMESTAMPTZ"))
        return how.timestamp(quoted)
    if rows and named == rows:
        return f"try_strptime({quoted}, '{_NAMED_MONTH}')"
    raise UserError(
        f"{table.name}: column {quoted} holds no times that can be read.",
        "Write them as 2026-11-20T12:00:00Z, or as seconds since 1970.",
    )


def _evidence(engine: Engine, table: Table, name: str) -> _Evidence:
    """Counts over all rows."""
    groups = "['a', 'b', 'year', 'clock', 'half']"
    parts = f"regexp_extract({identifier(name)}, '^{NUMERIC_STAMP}$', {groups})"
    either = "a <= 12 AND b <= 12 AND NOT contains(v, '.')"
    found = engine.rows(
        "SELECT count(a), count_if(a > 12 AND b <= 12), count_if(b > 12 AND a <= 12),"
        f" count_if({either}), count_if(half <> ''), min(trim(v)) FILTER ({either})"
        " FROM (SELECT v, TRY_CAST(p.a AS TINYINT) a, TRY_CAST(p.b AS TINYINT) b, p.half half"
        f" FROM (SELECT {identifier(name)} v, {parts} p FROM {table.source}))"
    )[0]
    return _Evidence(*found)


def _decided(seen: _Evidence, shared: bool | None, table: Table, name: str) -> Written:
    own = seen.month_first
    notes: list[str] = []
    month_first = bool(own)
    if own is None and seen.either:
        month_first = bool(shared)
        why = "as the other table shows" if shared is not None else "which is a guess"
        notes.append(
            f"{table.name}: no date in '{name}' shows whether the day or the month comes first;"
            f" '{seen.example}' is read {_WORDS[month_first]}, {why}."
        )
    elif own is not None and min(seen.day, seen.month):
        lost = count(min(seen.day, seen.month), "date")
        notes.append(
            f"{table.name}: '{name}' is read {_WORDS[month_first]}, as most of its dates show;"
            f" left out: {lost} that can only be {_WORDS[not month_first]}."
        )
    return Written(bool(seen.numeric), month_first, bool(seen.halves), tuple(notes))
