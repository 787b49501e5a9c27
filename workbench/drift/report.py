"""A comparison as one HTML file: verdict, overview, distributions, windows; nothing to load."""

from collections.abc import Sequence
from html import escape

from workbench.core.text import count
from workbench.core.time import iso
from workbench.drift.comparison import ColumnComparison, Comparison, WindowComparison

_COLUMNS_DRAWN = 60
_BARS_AT_MOST = 30
_WINDOWS_SHOWN = 200
_STYLE = """
:root{color-scheme:light dark;--ink:#16191f;--ground:#fff;--soft:#434a57;--line:#7a8291;
--one:#0a4a94;--two:#8f1414}
@media(prefers-color-scheme:dark){:root{--ink:#eceef1;--ground:#14171c;--soft:#bcc3ce;
--line:#7d8797;--one:#9cc4ff;--two:#ffb0aa}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);
max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}figcaption{color:var(--soft)}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
.a{fill:none;stroke:var(--one);stroke-width:2}.b{fill:var(--two);fill-opacity:.55}
details{margin:.2rem 0 1.5rem}
"""


def html_report(found: Comparison) -> str:
    """The whole comparison as a self-contained page (well under 2 MB)."""
    ordered = sorted(found.columns, key=lambda column: -column.severity)
    title = f"Drift: {found.current} against {found.reference}"
    parts = [
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>{count(found.current_rows, 'row')} against {count(found.reference_rows, 'row')}.</p>",
        _verdict(found),
        _overview(ordered),
        *(_distribution(column) for column in ordered[:_COLUMNS_DRAWN] if column.binning),
        _windows(found.windows[-_WINDOWS_SHOWN:]),
        _segments(found),
        _list("Notes", found.notes),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _verdict(found: Comparison) -> str:
    verdict = found.verdict
    return (
        f"<h2>Verdict: {escape(verdict.kind)}</h2>"
        + _list("", verdict.reasons)
        + _list("Check next", verdict.checks, ordered=True)
        + _list("What would change this", verdict.would_change)
    )


def _list(title: str, lines: Sequence[str], *, ordered: bool = False) -> str:
    if not lines:
        return ""
    tag = "ol" if ordered else "ul"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (f"<h3>{escape(title)}</h3>" if title else "") + f"<{tag}>{items}</{tag}>"


def _table(headers: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> str:
    numeric = [
        bool(rows) and all(isinstance(row[place], float | int | None) for row in rows)
        for place in range(len(headers))
    ]
    head = "".join(
        f"<th scope='col'{' class=n' if right else ''}>{escape(text)}</th>"
        for text, right in zip(headers, numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if right else ''}>{escape(_cell(value))}</td>"
            for value, right in zip(row, numeric, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _overview(columns: Sequence[ColumnComparison]) -> str:
    headers = ["Column", "State", "Measure", "Value", "Threshold", "PSI", "JS", "Since"]
    rows = [
        (
            c.name,
            c.state.value,
            c.statistic,
            c.value,
            c.threshold,
            c.psi,
            c.number("js"),
            iso(c.since),
        )
        for c in columns
    ]
    return "<h2>Columns</h2>" + _table(headers, rows, "All columns, the worst first")


def _distribution(column: ColumnComparison) -> str:
    """Reference as an outline, current as filled bars, over the bins of the reference."""
    binning, before, after = column.binning, column.reference, column.current
    if binning is None or before is None or after is None:
        return ""
    used = [place for place in range(binning.size) if before[place] or after[place]]
    used = sorted(sorted(used, key=lambda b: -int(before[b] + after[b]))[:_BARS_AT_MOST])
    totals = max(int(before.sum()), 1), max(int(after.sum()), 1)
    shares = [(float(before[b]) / totals[0], float(after[b]) / totals[1]) for b in used]
    highest = max((max(pair) for pair in shares), default=1.0) or 1.0
    width, height, step = 720, 140, 720 / max(len(used), 1)
    bars = "".join(
        f"<rect class='b' x='{i * step + step * 0.15:.1f}' width='{step * 0.7:.1f}'"
        f" y='{height - y[1] / highest * height:.1f}' height='{y[1] / highest * height:.1f}'/>"
        f"<path class='a' d='M{i * step:.1f} {height - y[0] / highest * height:.1f}"
        f"h{step:.1f}'/>"
        for i, y in enumerate(shares)
    )
    words = f"{column.name}: {column.state.value}"
    rows = [(binning.labels[b], *pair) for b, pair in zip(used, shares, strict=True)]
    return (
        f"<figure><figcaption>{escape(words)}. Line: reference; bars: current"
        f" ({escape(binning.method)}).</figcaption>"
        f"<svg role='img' aria-label='{escape(words, quote=True)}' viewBox='0 -4 {width}"
        f" {height + 8}' width='100%'>{bars}</svg></figure>"
        f"<details><summary>As a table</summary>"
        f"{_table(['Bin', 'Reference', 'Current'], rows, words)}</details>"
    )


def _windows(windows: Sequence[WindowComparison]) -> str:
    if not windows:
        return ""
    rows = [
        (
            iso(window.start) or window.number,
            window.rows,
            ", ".join(one.name for one in window.columns if one.judged.drifted) or "none",
            ", ".join(one.name for one in window.columns if one.state.value == "watch") or "none",
        )
        for window in windows
    ]
    headers = ["Window", "Rows", "Drifted", "To watch"]
    return "<h2>Windows</h2>" + _table(headers, rows, "Current windows in order of time")


def _segments(found: Comparison) -> str:
    drifted = [segment for segment in found.segments if segment.drifted]
    return _list("Segments", [segment.words for segment in drifted])
