"""Whether a report is in another language than English, which the rules and examples are in."""

import re

UNNAMED = "another language"

_COMMON = {
    "English": """the and is are was were to of in it that this we i you not for with on have has
        had but when what since from at be our my after no error please cannot would should""",
    "German": """der das ist nicht und ein eine wir sie bei mit seit auf auch wird sind haben hat
        keine kein aber wenn zu von dem des sich nur noch nach werden bitte mehr unsere
        unser""",
    "French": """le les est et une nous vous pas dans avec depuis pour que qui sur mais ce cette
        ne avons sont plus des du il elle au aux notre nos très bonjour merci lorsque
        quand""",
    "Spanish": """el los las es una nos desde para que por pero este esta del lo le cuando muy más
        nuestro nuestra hemos está están hola gracias como sin cada""",
    "Italian": """il gli una noi dal per che di ma questo questa del della non si quando sono
        abbiamo nostro nostra più molto ciao grazie dei delle nel alla ogni senza anche""",
    "Portuguese": """os uma nós com desde para que por mas este esta dos das não quando são nosso
        nossa mais muito olá obrigado pelo pela está estão foi em um ao sem""",
    "Dutch": """het een niet en wij ik van met sinds voor dat deze maar wordt zijn hebben heeft
        geen als naar onze ons ook bij nog wel maken graag er hun werkt""",
    "Polish": """jest nie na od się że ale przez gdy dla są nasz nasze jak ten ta tylko już
        proszę mamy oraz przy bardzo dzień dobry""",
    "Swedish": """det är inte och en ett vi med sedan för att som när har kan våra vår till från
        bara efter hej tack får gör också mycket""",
    "Danish": """det er ikke og et vi med siden som når har kan vores til fra kun efter hej tak
        får gør også meget jeg av norsk dere ikkje""",
    "Czech": """je není na od že ale při když pro jsou náš naše jak ten ta jen už prosím máme
        jsme být který dobrý""",
    "Turkish": """ve bir bu için ile değil çok ama var yok olarak sonra kadar bizim biz daha
        lütfen merhaba oluyor nasıl neden gibi olan mi mu""",
    "Finnish": """ei ja että kun mutta ovat meidän kanssa myös jälkeen vain tämä tai joka hei
        kiitos nyt sitten olemme voi mitä""",
    "Hungarian": """az és nem egy van hogy ez meg csak már után mert kell lesz volt mi nincs kérem
        köszönöm minden amikor""",
    "Romanian": """este și cu pe pentru că din dar sunt am avem când mai acest această noastre
        foarte bună ziua mulțumesc fost""",
    "Indonesian": """yang dan di ini itu tidak dengan untuk dari kami pada sudah adalah akan bisa
        saya ke ada juga karena setelah tolong""",
}  # fmt: skip
"""Words that make up much of any text of a language, and are none in English."""

_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_FEWEST_WORDS = 6
_FEWEST_COMMON = 3
_WORD = re.compile(r"[^\W\d_]+")


def other_language(text: str) -> str:
    """The language of a report that is not in English, as far as its commonest words show.

    '' for an English one and for one too short to tell; UNNAMED where most letters are not Latin
    ones.
    """
    words = _WORD.findall(text.lower())
    letters, different = "".join(words), set(words)
    if sum(letter > "\u024f" for letter in letters) > len(letters) / 2:
        return UNNAMED
    if len(words) < _FEWEST_WORDS:
        return ""
    found = {name: len(different & common) for name, common in _WORDS.items()}
    english = found.pop("English")
    likeliest = max(found, key=found.__getitem__)
    return likeliest if found[likeliest] >= max(_FEWEST_COMMON, 2 * english + 1) else ""
