"""Lines up the bars of a Markdown table."""

import re
import unicodedata

_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?$")


def aligned_table(lines: list[str]) -> list[str]:
    """The same table with its bars under each other; missing cells are added."""
    rows = [_cells(line) for line in lines]
    columns = max(len(row) for row in rows)
    rows = [row + [""] * (columns - len(row)) for row in rows]
    widths = [
        max(3, *(_width(row[n]) for row in rows if not _is_rule(row))) for n in range(columns)
    ]
    return [_rule(row, widths) if _is_rule(row) else _line(row, widths) for row in rows]


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip() for cell in _CELL.split(inner)]


def _is_rule(row: list[str]) -> bool:
    return any(row) and all(not cell or _RULE.match(cell) for cell in row)


def _line(row: list[str], widths: list[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return "| " + " | ".join(cells) + " |"


def _rule(row: list[str], widths: list[int]) -> str:
    cells: list[str] = []
    for cell, width in zip(row, widths, strict=True):
        left, right = cell.startswith(":"), cell.endswith(":") and len(cell) > 1
        cells.append((":" if left else "-") + "-" * (width - 2) + (":" if right else "-"))
    return "| " + " | ".join(cells) + " |"


def _width(text: str) -> int:
    """Columns on screen: wide letters (Chinese, Japanese) take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
