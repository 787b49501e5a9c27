"""Reads the value of curl's -F: the content of a part and its options."""

import re

_KINDS = {
    "txt": "text/plain", "html": "text/html", "htm": "text/html", "xml": "application/xml",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "svg": "image/svg+xml", "pdf": "application/pdf",
}  # fmt: skip

_FORM_VALUE = r'(?:\s*"(?:\\.|[^"\\])*"\s*(?=;|$)|[^;]*)'
_FORM_WORD = re.compile(_FORM_VALUE)
_FORM_OPTION = re.compile(rf";\s*(\w+)=({_FORM_VALUE})")


def form_options(content: str) -> tuple[str, dict[str, str]]:
    """What stands before the first ';' that is not in quotes, and the options behind it.

    As in curl, what follows `type=` and is no option belongs to the type.
    """
    first = _FORM_WORD.match(content)
    options: dict[str, str] = {}
    for option in _FORM_OPTION.finditer(content, first.end() if first else 0):
        if option[1] in ("type", "filename", "headers", "encoder"):
            options[option[1]] = _form_word(option[2])
        elif "type" in options:
            options["type"] += option[0].rstrip()
    return _form_word(first[0] if first else ""), options


def _form_word(text: str) -> str:
    r"""Space and quotes around a word are taken off; within them \" and \\ stand for the sign."""
    word = text.strip()
    if len(word) > 1 and word[0] == word[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", word[1:-1])
    return word


def kind_of(name: str) -> str:
    """The content type that curl gives a file of that name; empty where it knows none."""
    return _KINDS.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
