"""The kinds of articles and their templates; a template's headings are what a kind needs."""

import re
from dataclasses import dataclass
from functools import cache

from workbench.core import paths
from workbench.core.errors import UserError

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_HINTS_AND_BLANKS = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)
_HINT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of article: `name` is its key in the front matter."""

    name: str
    label: str
    template: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The headings that an article of this kind has, in order."""
        return tuple(_HEADING.findall(self.template))


_LABELS = {
    "runbook": "Runbook",
    "resolution": "Resolution pattern",
    "faq": "FAQ",
    "known-error": "Known error",
    "post-mortem": "Post-mortem",
    "client-runbook": "Client-specific runbook",
    "compliance": "Compliance reference",
}
_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "symptom": ("symptoms", "meaning", "what you see", "alert"),
    "impact": ("impacts", "what it means", "severity"),
    "checks": ("check", "diagnosis", "investigation", "troubleshooting", "verify first"),
    "steps": ("step", "mitigation", "resolution", "procedure", "actions", "fix"),
    "verification": ("verify", "confirm", "validation", "how to tell it worked"),
    "rollback": ("undo", "roll back", "revert"),
    "escalation": ("escalate", "contacts", "who to call"),
    "sign-off": ("signoff", "sign off", "approval"),
    "cause": ("root cause", "causes"),
    "workaround": ("work-around",),
    "solution": ("fix", "resolution", "permanent fix"),
    "questions": ("faq",),
}


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, with its template read from the resources."""
    folder = paths.resources() / "articles"
    return {
        name: Kind(name, label, (folder / f"{name}.md").read_text(encoding="utf-8"))
        for name, label in _LABELS.items()
    }


def kind_named(name: str) -> Kind:
    """The kind with this name or label. Raises UserError that lists the kinds."""
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    for kind in kinds().values():
        if wanted in (kind.name, kind.label.lower().replace(" ", "-")):
            return kind
    known = ", ".join(kinds())
    raise UserError(f"There is no article kind '{name}'.", f"The kinds are: {known}.")


def is_part(heading: str, part: str) -> bool:
    """Whether a heading names this part, in the template's word or another usual one."""
    words = re.sub(r"[^\w\s-]", "", heading).strip().lower()
    names = (part.lower(), *_OTHER_NAMES.get(part.lower(), ()))
    return any(words == name or words.startswith(name + " ") for name in names)


def without_hints(template: str) -> str:
    """A template without its comments to the author."""
    return _HINT.sub("", template)


def with_first_part(text: str, content: str) -> str:
    """An article's text with content below its first heading of level 2, hints kept."""
    heading = _HEADING.search(text)
    if heading is None:
        return f"{text.rstrip()}\n\n{content}\n"
    hints = _HINTS_AND_BLANKS.match(text, heading.end())
    place = heading.end() if hints is None else hints.end()
    return f"{text[:place].rstrip()}\n\n{content}\n\n{text[place:]}"
