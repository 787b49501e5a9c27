"""The shipped categories and the words that speak for them: triage before anything is labelled."""

import re
from dataclasses import dataclass
from functools import lru_cache

CATEGORIES: dict[str, tuple[str, ...]] = {
    "data issue": (
        r"\bdata (?:quality|drift|issue|set|pipeline)\b", r"\bmissing (?:values?|data|features?)\b",
        r"\bnull\w*\b", r"\bnans?\b", r"\bschema\b", r"\bcolumns?\b", r"\bfeatures? (?:table|store|"
        r"pipeline|values?)\b", r"\bstale\b", r"\bdrift\w*\b", r"\bduplicate (?:rows?|records?)\b",
        r"\bingest\w*\b", r"\betl\b", r"\bcsv\b|\bparquet\b", r"\bencoding\b", r"\bout of date\b",
        r"\blabels? (?:are|were|is) wrong\b", r"\bupstream\b", r"\bcatalog(?:ue)?\b",
    ),
    "model bug": (
        r"\bmodel\b", r"\bpredict\w*\b", r"\baccuracy\b", r"\bhallucinat\w*\b", r"\bnonsense\b",
        r"\b(?:wrong|bad|odd|strange|irrelevant) (?:answers?|predictions?|labels?|recommendations?|"
        r"results?|scores?)\b", r"\bbias\w*\b", r"\bscores?\b", r"\bretrain\w*\b",
        r"\bconfidence\b", r"\brecommend\w*\b", r"\bembedding\w*\b", r"\bregression\b",
    ),
    "user error": (
        r"\bhow (?:do|can|to)\b", r"\bwhere (?:do|can|is)\b", r"\bpassword\b", r"\blog ?in\b",
        r"\bpermission\w*\b", r"\baccess\b", r"\bforgot\b", r"\bby mistake\b", r"\bmy fault\b",
        r"\btypo\b", r"\bapi key\b", r"\b401\b|\b403\b", r"\bdocumentation\b", r"\btutorial\b",
        r"\bquestion\b", r"\bmalformed\b|\binvalid json\b|\b400\b|\b422\b",
    ),
    "infrastructure": (
        r"\btime[d ]?-?outs?\b", r"\b50[0234]\b", r"\bgateway\b", r"\blatency\b", r"\bslow\b",
        r"\bpods?\b", r"\bnodes?\b", r"\bgpus?\b", r"\bout of memory\b|\boom\w*\b",
        r"\bdisk\b", r"\bconnection (?:refused|reset)\b", r"\bcertificate\b", r"\bdns\b",
        r"\bnetwork\b", r"\bdown\b", r"\boutage\b", r"\brestart\w*\b", r"\bcrash\w*\b",
        r"\b429\b", r"\brate limit\w*\b", r"\bdeploy\w*\b", r"\bservers?\b",
    ),
}  # fmt: skip
"""Category and the patterns that speak for it."""

_COMPILED = {name: [re.compile(p, re.IGNORECASE) for p in patterns]
             for name, patterns in CATEGORIES.items()}  # fmt: skip
_LONGEST = 10_000
_REMEMBERED = 100_000
"""Texts whose judgement is remembered: a queue is judged again every minute."""


@dataclass(frozen=True)
class RuleJudgement:
    """The categories by how much speaks for them, with the words; none are ever accepted."""

    top: tuple[tuple[str, float], ...]
    reason: str


@lru_cache(maxsize=_REMEMBERED)
def judge(text: str) -> RuleJudgement:
    """What the words of a text speak for. Rules promise nothing, so a person decides."""
    found = {
        name: [m.group(0) for p in patterns if (m := p.search(text[:_LONGEST]))]
        for name, patterns in _COMPILED.items()
    }
    total = sum(len(words) for words in found.values())
    # One count is added to each: two words are no certainty.
    shares = {name: (len(words) + 1) / (total + len(found)) for name, words in found.items()}
    order = sorted(shares, key=lambda name: -shares[name])
    if not total:
        reason = "Needs a person: no word in it speaks for any category, and nothing is learnt yet."
    elif shares[order[0]] == shares[order[1]]:
        said = " as for ".join(name for name in order if shares[name] == shares[order[0]])
        reason = f"Needs a person: its words speak as much for {said}, and nothing is learnt yet."
    else:
        said = ", ".join(f"“{word}”" for word in found[order[0]][:3])
        reason = f"Needs a person: the words {said} speak for {order[0]}, nothing is learnt yet."
    return RuleJudgement(tuple((name, shares[name]) for name in order[:3]), reason)
