"""An article in spoken words: headings named, code announced, links by their label."""

import re

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_TABLE_RULE = re.compile(r"^\|[-:| \t]+\|[ \t]*$\n?", re.MULTILINE)


def spoken_article(text: str) -> str:
    """The text without Markdown marks; a block of code is announced, not spelt."""
    text = _FENCE.sub(_announced, text)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = _TABLE_RULE.sub("", text)
    text = re.sub(r"^\|(.*)\|[ \t]*$", lambda row: row[1].replace("|", ", "), text, flags=re.M)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"Picture: \1.", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", r"Heading: \1.", text, flags=re.MULTILINE)
    text = re.sub(r"^([ \t]*)[-*+][ \t]+\[ \][ \t]+", r"\1To do: ", text, flags=re.MULTILINE)
    text = re.sub(r"^([ \t]*)[-*+][ \t]+\[[xX]\][ \t]+", r"\1Done: ", text, flags=re.MULTILINE)
    text = re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _announced(match: re.Match[str]) -> str:
    lines = match[2].count("\n")
    return f"Code block, {lines} {'line' if lines == 1 else 'lines'}."
