"""Plain text of the HTML in which some systems keep messages."""

import html
import re

_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|blockquote|pre)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MANY = re.compile(r"\n{3,}")


def text_of_html(markup: str) -> str:
    """The words of a message, a line for each block; a `<` that opens no tag stays."""
    shown = _LINE_ENDS.sub("\n", _UNSEEN.sub("", markup))
    text = html.unescape(_TAG.sub("", shown)).replace("\xa0", " ")
    return _MANY.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
