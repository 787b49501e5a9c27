"""Names of the months in the languages in which exports are written."""

import unicodedata
from functools import cache

_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "januar februar marts april maj juni juli august september oktober november december",
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu"
    " marraskuu joulukuu",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad"
    " grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada"
    " grudnia",
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12, "mrz": 3, "mrt": 3,
}  # fmt: skip
"""Short forms that are sure though they begin other names too, or begin none."""
_SHORTEST = 3


@cache
def month_of(word: str) -> int:
    """The month (1 to 12) that a name or its beginning means in every language; 0 for none."""
    plain = _plain(word)
    return _SHORT.get(plain) or _beginnings().get(plain, 0)


@cache
def _beginnings() -> dict[str, int]:
    """Every beginning of a name that means one month only."""
    found: dict[str, set[int]] = {}
    for language in _NAMES:
        for month, name in enumerate(language.split(), 1):
            plain = _plain(name)
            for size in range(min(_SHORTEST, len(plain)), len(plain) + 1):
                found.setdefault(plain[:size], set()).add(month)
    return {start: months.pop() for start, months in found.items() if len(months) == 1}


def _plain(word: str) -> str:
    """In small letters without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).replace("ı", "i")
