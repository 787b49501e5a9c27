"""Leaves of a text what its reporter said: no quoted mail, no empty form, none of our questions."""

import html
import re

from workbench.tickets.completeness.items import ITEMS

LEAD = "thank you for your report. To find the cause we still need"
LEAD_UNREAD = "thank you for your report. Please add what it does not say yet:"
"""What introduces the questions where the report is in a language that is not read."""

CLOSING = (
    "Answer what you can; leave out what you do not know."
    " Please do not send passwords or personal data."
)

_QUOTED_MAIL = re.compile(
    r"^[> ]{0,8}(?:on|am|le|el|il|op) [^\n]{5,120}\n?[^\n]{0,60}\b(?:wrote|schrieb|a écrit|escribió"
    r"|ha scritto|schreef)\b[^\n]{0,60}: *$(?:\n *>[^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
"""What a mail program puts above and before the lines of the mail that is answered."""

_HEADER = r"(?:from|sent|to|cc|date|subject|von|gesendet|an|betreff|datum|de|envoyé|à|objet)"
_ANSWERED_MAIL = re.compile(
    r"^-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|mensaje original)"
    rf"[^\n]*(?:\n *{_HEADER} ?:[^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_LINES = re.compile(
    rf"(?<=\n)(?: *(?:sent|date|gesendet|datum|envoyé|to|an|à|cc|subject|betreff|objet) ?:[^\n]*"
    rf"(?=\n *{_HEADER} ?:| *\n *\n| *\Z)\n?){{2,5}}",
    re.IGNORECASE,
)
"""Lines of a forwarded mail's head: when it was sent is not when it happened."""

_OUR_MAIL = re.compile(
    r"^ *(?:from|von|de|da) ?: *[\"'<]?(?:(?:the|it|customer|technical|tech|product) )?"
    r"(?:support|help ?desk|service ?desk|no-?reply)\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""The sender of a mail that is answered, where that is the support."""

_HINT = re.compile(
    r"[<‹]!--.{0,2000}?--[>›]"
    r"|\[(?:e\.? ?g\.?|z\. ?b\.|for example|p\. ?ex\.)[^\]\n]{0,80}\]"
    r"|^ *(?:a clear and concise description of|if applicable, add |add any other context about)"
    r"[^\n]*"
    r"|^ *steps to reproduce the behaviou?r:? *$(?=\s*(?:1\. go to '\.+'|\*\*|#|\Z))"
    r"|^ *\d\. (?:(?:go to|click on|scroll down to) '\.+'|see error) *$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""What a form says to help with filling it in."""

_EMPTY_PART = re.compile(
    r"^ *(?:#{1,6} [^\n]{1,60}|\*\*[^*\n]{1,60}\*\*:?) *$(?=\s*(?:#{1,6} |\*\*[^*\n]{1,60}\*\*:? *$"
    r"|\Z))",
    re.MULTILINE,
)
"""A heading of a form with nothing below it."""

_EMPTY_MEMBER = re.compile(r"\"[\w -]{1,40}\" ?: ?(?:null|\"\"|\[ ?\]|\{ ?\}) ?,?")
_MARKUP = re.compile(r"</(?:p|div|b|i|u|a|ul|ol|li|td|span|strong|em|table|pre)>|<br ?/?>", re.I)
_BLOCK = re.compile(r"<br ?/?>|</?(?:p|div|li|ul|ol|tr|h[1-6]|blockquote|pre|table)\b[^<>]*>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?: [^<>]*)?/?>", re.IGNORECASE)


def own_words(text: str) -> str:
    """The text without what others wrote and what says nothing; as lines, no markup."""
    shown = _without_markup(_HINT.sub(" ", text))
    for pattern in (_QUOTED_MAIL, _ANSWERED_MAIL, _MAIL_LINES, _OUR_MAIL, _OUR_QUESTIONS):
        shown = pattern.sub(" ", shown)
    return _EMPTY_MEMBER.sub(" ", _EMPTY_PART.sub(" ", shown))


def _without_markup(text: str) -> str:
    if _MARKUP.search(text) is None:
        return text
    return html.unescape(_TAG.sub(" ", _BLOCK.sub("\n", text)))


def _as_quoted(sentence: str) -> str:
    """A pattern of a sentence, however its lines were broken and marked as quoted."""
    return r"[\s>]+".join(re.escape(word) for word in sentence.split())


_OUR_QUESTIONS = re.compile(
    rf"(?:\d\. )?(?:{'|'.join(_as_quoted(item.question) for item in ITEMS)})"
    rf"|{_as_quoted(LEAD)}(?:[\s>]+(?:one thing|a few things):)?|{_as_quoted(LEAD_UNREAD)}"
    rf"|{_as_quoted(CLOSING)}",
    re.IGNORECASE,
)
