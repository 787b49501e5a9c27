"""Names of several words ('Anna van der Berg', 'Google Chrome') read as one token."""

from workbench.logs.template_masks import Token, is_delimiter, words

_BEFORE_NAMES = words(
    "user member owner account customer client author assignee requester approver operator "
    "process application app by for from to of with"
)
_PARTICLES = words("van von der den de da di del la le bin al")


def join_names(row: list[Token]) -> list[Token]:
    """Words with capitals behind a word that names follow are one token."""
    out: list[Token] = []
    i = 0
    while i < len(row):
        end = _end_of_name(row, i) if i and row[i - 1][0].lower() in _BEFORE_NAMES else i + 1
        text = "".join((" " if n > i and not row[n][1] else "") + row[n][0] for n in range(i, end))
        out.append((text, row[i][1]))
        i = max(end, i + 1)
    return out


def _end_of_name(row: list[Token], i: int) -> int:
    """Where the name that begins at token i ends."""
    end = i + 1
    if row[i][1] or not _is_part(row[i][0]):
        return end
    while end < len(row):
        text, glued = row[end]
        if text == "'" and glued and end + 1 < len(row) and row[end + 1][1]:
            end += 2
        elif not glued and _is_part(text):
            end += 1
        elif not glued and text in _PARTICLES:
            after = next((n for n in range(end, len(row)) if row[n][0] not in _PARTICLES), end)
            if after >= len(row) or not _is_part(row[after][0]):
                return end
            end = after
        else:
            return end
    return end


def _is_part(text: str) -> bool:
    """A word as names have it: one capital, or an initial."""
    letters = text.rstrip(".")
    return (
        not is_delimiter(text)
        and letters.isalpha()
        and letters[0].isupper()
        and (len(letters) == 1 or not letters.isupper())
    )
