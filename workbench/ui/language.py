"""Which language a text is in, told by its commonest words: enough to choose a voice."""

import re

_WORDS = {
    "en": "the and of to is in that for it was on with as are not be this have from",
    "de": "der die das und ist nicht ein eine zu den mit von auf für sich dem wird auch",
    "fr": "le la les et est des une un dans que pour qui pas sur au avec ce plus",
    "es": "el la los las que y es en un una por con no se para del como más",
    "it": "il la che di è e un una per non con del sono le si della gli",
    "pt": "o a os as que e é em um uma para com não se do da no",
    "nl": "de het een en van is dat niet in op te zijn met voor er aan",
    "pl": "i w nie na się z do to że jest o jak ale po co",
}
_LETTERS = {
    "ru": re.compile(r"[а-яё]", re.IGNORECASE),
    "el": re.compile(r"[α-ω]", re.IGNORECASE),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
}
_LEAST_HITS = 2


def language_of(text: str, default: str = "en") -> str:
    """The two-letter code of the text's language; `default` when it cannot be told."""
    sample = text[:2000]
    letters = max(sum(c.isalpha() for c in sample), 1)
    for code, pattern in _LETTERS.items():
        if len(pattern.findall(sample)) / letters > 0.3:
            return code
    words = re.findall(r"[^\W\d_]+", sample.lower())
    hits = {code: sum(word in known.split() for word in words) for code, known in _WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    second = max(count for code, count in hits.items() if code != best)
    return best if hits[best] >= _LEAST_HITS and hits[best] > second else default
