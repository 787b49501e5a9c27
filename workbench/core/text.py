"""Text for people: tables, durations, sizes and counts in words."""

from collections.abc import Sequence

_SIZES = ("B", "KB", "MB", "GB", "TB")


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Lay out rows in columns; numbers stand right, text stands left."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        max([len(header), *(len(row[i]) for row in cells)]) for i, header in enumerate(headers)
    ]
    numeric = [
        bool(rows) and all(isinstance(row[i], (int, float)) or row[i] is None for row in rows)
        for i in range(len(headers))
    ]

    def line(values: Sequence[str]) -> str:
        placed = [
            value.rjust(width) if right else value.ljust(width)
            for value, width, right in zip(values, widths, numeric, strict=True)
        ]
        return "  ".join(placed).rstrip()

    return "\n".join([line(list(headers)), *(line(row) for row in cells)])


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value).replace("\n", " ")


_DAYS_WITHOUT_HOURS = 100
"""From so many days on nobody asks for the hours."""


def duration(seconds: float) -> str:
    """A duration in words, two units at most: '1 h 20 min', '3 d 4 h', '12 s', '250 d'."""
    whole = round(abs(seconds))
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, secs = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (secs, "s")]
    shown = [f"{amount} {unit}" for amount, unit in parts if amount]
    most = 1 if days >= _DAYS_WITHOUT_HOURS else 2
    return " ".join(shown[:most]) or "0 s"


def size(count: int) -> str:
    """A number of bytes in powers of 1000: '1.2 GB'."""
    value = float(count)
    for unit in _SIZES:
        if value < 1000 or unit == _SIZES[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


def count(number: int, singular: str, plural: str | None = None) -> str:
    """'1 record', '12,000 records'."""
    word = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {word}"
