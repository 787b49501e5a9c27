"""One thing a useful report tells, and how it is recognised."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Item:
    """One thing a useful report tells: its name, the question for it, and how it is recognised.

    It is told by a field (`labels`, a colon, and something that matches `value`) or by words that
    match `patterns`. `decoys` are words that only look like it; `never` are words that are
    something else even where the recogniser is certain. A match counts unless `against` is found
    in the words before it in the same sentence. Patterns know single blanks only, and do not
    reach over a line's end unless they name it. In a question ("do you have a test server?")
    words tell nothing, except `told_by_questions`. Of one that `is_a_name`, the match alone says
    what it is ("version 2.4.1"); of others, the sentence does.
    """

    name: str
    question: str
    patterns: tuple[str, ...]
    labels: str
    value: str = r"\S"
    decoys: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    against: str = r"(?!)"
    reads_quotes: bool = False
    told_by_questions: bool = False
    is_a_name: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What tells it; compiled when first asked for, which takes a moment."""
        return _any(self.patterns)

    @cached_property
    def decoy(self) -> re.Pattern[str]:
        """What looks like it and is something else."""
        return _any(self.decoys)

    @cached_property
    def something_else(self) -> re.Pattern[str]:
        """What is never a word of it."""
        return _any(self.never)

    @cached_property
    def not_after(self) -> re.Pattern[str]:
        """What in the words before a match makes it none."""
        return re.compile(self.against, re.IGNORECASE)

    @cached_property
    def field(self) -> re.Pattern[str]:
        """A label of it with its colon.

        Within a line it begins a clause, is in capitals, or has an equals sign; at the beginning
        of a line a dash, a table's bar, or the end of a heading stand for the colon.
        """
        label, capitals = f"(?i:{self.labels})", f"(?=[A-Z_ -]{{1,30}} ?:)(?i:{self.labels})"
        article = "(?:(?:the|our|my|but|and|its|with|full|exact|affected|a) ){0,2}"
        begin = r"(?:^[^\w\n]{0,6}|[.;,!?:] |[({|*\"\u2022>)#\]-] ?)"
        return re.compile(
            rf"(?:{begin}{article}{label}[\"*_)]{{0,3}} ?[:=]|(?<![\w.@/-]){label}=|"
            rf"(?<= ){capitals} ?:|"
            rf"^[^\w\n]{{0,6}}(?:(?i:which) )?{label}\?)"
            r"[\"*_]{0,3}[ \n]{0,3}|"
            rf"^[-*\u2022# ]{{0,4}}{label} [-\u2013\u2014][ \n]{{1,3}}|"
            rf"^\|? ?[*_]{{0,2}}{label}[*_]{{0,2}} ?\| ?|"
            rf"^(?:#{{1,5}} ?|\*\*){label}(?:\*\*)? ?\n{{1,2}}",
            re.MULTILINE,
        )

    @cached_property
    def fitting(self) -> re.Pattern[str]:
        """What the value of a field begins with."""
        return re.compile(self.value)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of many; those that begin with a word are not tried within words."""
    words = [p for p in patterns if p.startswith((r"\b", r"(?i:\b"))]
    others = [p for p in patterns if p not in words]
    at_words = r"\b(?=[^\W_])(?:" + ("|".join(f"(?:{p})" for p in words) or "(?!)") + ")"
    return re.compile("|".join([f"(?:{p})" for p in others] + [at_words]), re.MULTILINE)
