"""Filters over records: each lets some records through; a stack lets through what all do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.progress import Progress
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.translate import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.logs.query import Query
    from workbench.panes.logs.clock import Clock
    from workbench.panes.logs.log_set import LogSet
    from workbench.panes.logs.opening import Surveyed


@dataclass(frozen=True, slots=True)
class Scope:
    """What filters look at: the logs, and their templates once they are known."""

    logs: "LogSet"
    surveyed: "Surveyed | None"


@dataclass(frozen=True, slots=True)
class LevelFilter:
    """Records of a level or graver ones."""

    least: int

    def words(self, clock: "Clock") -> str:
        del clock
        return tr("{level} and graver", level=LEVEL_WORDS[self.least])

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        progress.check()
        return scope.logs.levels >= self.least

    def as_json(self) -> JsonObject:
        return {"kind": "level", "least": self.least}


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """Records from `begin` up to `end` (ns UTC, `end` not included)."""

    begin: int
    end: int

    def words(self, clock: "Clock") -> str:
        return tr("{begin} to {end}", begin=clock.full(self.begin), end=clock.full(self.end))

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        progress.check()
        return (scope.logs.times >= self.begin) & (scope.logs.times < self.end)

    def as_json(self) -> JsonObject:
        return {"kind": "time", "begin": self.begin, "end": self.end}


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Hides the records of one file, by its name in the set."""

    name: str

    def words(self, clock: "Clock") -> str:
        del clock
        return tr("without {name}", name=self.name)

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        import numpy as np

        progress.check()
        shown = np.ones(scope.logs.count, np.bool_)
        for file, name in enumerate(scope.logs.names):
            if name == self.name:
                shown[scope.logs.starts[file] : scope.logs.starts[file + 1]] = False
        return shown

    def as_json(self) -> JsonObject:
        return {"kind": "source", "name": self.name}


@dataclass(frozen=True, slots=True)
class TemplateFilter:
    """Only the records of a template, or all others; templates are known by their text."""

    text: str
    exclude: bool = False

    def words(self, clock: "Clock") -> str:
        del clock
        short = self.text if len(self.text) <= 60 else f"{self.text[:59]}…"
        return (
            tr("not like “{text}”", text=short) if self.exclude else tr("like “{text}”", text=short)
        )

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        import numpy as np

        progress.check()
        if scope.surveyed is None:
            return np.ones(scope.logs.count, np.bool_)
        ids = [template.id for template in scope.surveyed.templates if template.text == self.text]
        found = np.isin(scope.surveyed.template_ids, ids)
        return ~found if self.exclude else found

    def as_json(self) -> JsonObject:
        return {"kind": "template", "text": self.text, "exclude": self.exclude}


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Records with a line in which a text is found, or those without one."""

    text: str
    regex: bool = False
    match_case: bool = False
    whole_word: bool = False
    exclude: bool = False

    def words(self, clock: "Clock") -> str:
        del clock
        shown = f"/{self.text}/" if self.regex else f"“{self.text}”"
        return tr("without {text}", text=shown) if self.exclude else tr("with {text}", text=shown)

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        import numpy as np

        from workbench.panes.logs.finding import find_all

        found = np.zeros(scope.logs.count, np.bool_)
        found[find_all(scope.logs, self.query(), progress)] = True
        return ~found if self.exclude else found

    def query(self) -> "Query":
        """What the log engine is asked."""
        from workbench.logs.query import Query

        return Query(self.text, not self.regex, not self.match_case, self.whole_word)

    def as_json(self) -> JsonObject:
        return {
            "kind": "text",
            "text": self.text,
            "regex": self.regex,
            "match_case": self.match_case,
            "whole_word": self.whole_word,
            "exclude": self.exclude,
        }


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """Records whose fields fit an expression such as `status>=500 and not path~health`."""

    expression: str

    def words(self, clock: "Clock") -> str:
        del clock
        return self.expression

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_]":
        from workbench.panes.logs.field_masks import field_mask

        return field_mask(scope.logs, self.expression, progress)

    def as_json(self) -> JsonObject:
        return {"kind": "field", "expression": self.expression}


Filter = LevelFilter | TimeFilter | SourceFilter | TemplateFilter | TextFilter | FieldFilter


@dataclass(frozen=True, slots=True)
class FilterStack:
    """Filters in the order in which they were added, each with whether it is in use."""

    items: tuple[tuple[Filter, bool], ...] = ()

    @property
    def active(self) -> list[Filter]:
        """The filters in use."""
        return [one for one, used in self.items if used]

    def with_one(self, one: Filter) -> "FilterStack":
        """One more filter; a time or level filter takes the place of the one before."""
        single = isinstance(one, TimeFilter | LevelFilter)
        kept = [item for item in self.items if not (single and type(item[0]) is type(one))]
        kept = [item for item in kept if item[0] != one]
        return FilterStack((*kept, (one, True)))

    def without(self, one: Filter) -> "FilterStack":
        """The other filters."""
        return FilterStack(tuple(item for item in self.items if item[0] != one))

    def without_kind(self, kind: type[Filter]) -> "FilterStack":
        """The filters of other kinds."""
        return FilterStack(tuple(item for item in self.items if not isinstance(item[0], kind)))

    def used(self, one: Filter, *, on: bool) -> "FilterStack":
        """The same filters, one of them switched on or off."""
        return replace(self, items=tuple((f, on if f == one else used) for f, used in self.items))

    def mask(self, scope: Scope, progress: Progress) -> "NDArray[np.bool_] | None":
        """bool[n]: what all filters in use let through; None when there is none."""
        found: NDArray[np.bool_] | None = None
        for one in self.active:
            own = one.mask(scope, progress)
            found = own if found is None else found & own
        return found

    def as_json(self) -> list[JsonValue]:
        """For the session."""
        return [{**one.as_json(), "used": used} for one, used in self.items]


def stack_from_json(rows: JsonValue) -> FilterStack:
    """The stack that `as_json` gave; what cannot be read is left out."""
    stack = FilterStack()
    for row in rows if isinstance(rows, list) else []:
        one = _filter_from(row) if isinstance(row, Mapping) else None
        if one is not None and isinstance(row, Mapping):
            stack = stack.with_one(one).used(one, on=row.get("used") is not False)
    return stack


def _filter_from(row: Mapping[str, JsonValue]) -> Filter | None:
    text = row.get("text")
    match row.get("kind"):
        case "level" if isinstance(least := row.get("least"), int) and 0 <= least <= 6:
            return LevelFilter(least)
        case "time" if isinstance(b := row.get("begin"), int) and isinstance(
            e := row.get("end"), int
        ):
            return TimeFilter(b, e)
        case "source" if isinstance(name := row.get("name"), str):
            return SourceFilter(name)
        case "template" if isinstance(text, str):
            return TemplateFilter(text, row.get("exclude") is True)
        case "text" if isinstance(text, str):
            flags = [row.get(name) is True for name in ("regex", "match_case", "whole_word")]
            return TextFilter(text, *flags, exclude=row.get("exclude") is True)
        case "field" if isinstance(expression := row.get("expression"), str):
            return FieldFilter(expression)
        case _:
            return None


def filter_from_words(words: str) -> Filter | None:
    """What a person typed as a filter.

    `/regex/` or plain words; a leading `-` excludes; `status>=500` compares a field.
    """
    words = words.strip()
    if not words:
        return None
    if words.startswith(('"', "'")) and words.endswith(words[0]) and len(words) > 2:
        return TextFilter(words[1:-1])
    exclude = words.startswith("-") and len(words) > 1
    text = words[1:].strip() if exclude else words
    if text.startswith("/") and text.endswith("/") and len(text) > 2:
        return TextFilter(text[1:-1], regex=True, exclude=exclude)
    if not exclude and _looks_like_fields(text):
        return FieldFilter(text)
    return TextFilter(text, exclude=exclude)


def _looks_like_fields(text: str) -> bool:
    import re

    return re.match(r"(?:not\s+)?[A-Za-z_][\w.-]*\s*(?:>=|<=|!=|==?|[<>~])\s*\S", text) is not None
