"""Dynamic variables (`$guid`, `$timestamp`, `$randomInt`...): a fresh value at every use."""

import random
import secrets
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789"

_WORDS: dict[str, str] = {
    "$randomAbbreviation": "API CPU DNS GPU HTTP JSON RAM SQL SSL TCP TLS XML",
    "$randomAdjective": "auxiliary primary virtual digital wireless neural redundant open",
    "$randomBankAccountName": "Checking Savings Investment Loan Credit",
    "$randomBsAdjective": "scalable robust real-time seamless vertical dynamic",
    "$randomBsBuzz": "deploy scale orchestrate monitor streamline enable",
    "$randomBsNoun": "networks interfaces pipelines models platforms services",
    "$randomCatchPhraseAdjective": "adaptive balanced distributed managed reactive",
    "$randomCatchPhraseDescriptor": "bifurcated client-driven heuristic modular",
    "$randomCatchPhraseNoun": "ability array framework hierarchy portal service",
    "$randomCity": "Aarhus Bergen Cork Delft Eger Ghent Izmir Lyon Porto Tartu Utrecht Zagreb",
    "$randomColor": "red green blue orange purple teal grey black white yellow",
    "$randomCommonFileExt": "pdf png csv json txt zip",
    "$randomCommonFileType": "application audio image text video",
    "$randomCompanySuffix": "Inc LLC Group Ltd",
    "$randomCountry": "Austria Brazil Canada Denmark Estonia Finland Ghana India Japan Kenya",
    "$randomCountryCode": "AT BR CA DK EE FI GH IN JP KE",
    "$randomCurrencyCode": "EUR USD GBP JPY CHF SEK INR BRL",
    "$randomCurrencyName": "Euro Dollar Pound Yen Franc Krona Rupee Real",
    "$randomCurrencySymbol": "€ $ £ ¥ kr ₹",
    "$randomDatabaseCollation": "utf8_bin utf8_general_ci ascii_bin",
    "$randomDatabaseColumn": "id title name email createdAt status token",
    "$randomDatabaseEngine": "InnoDB MyISAM MEMORY ARCHIVE",
    "$randomDatabaseType": "int varchar text date boolean float bigint",
    "$randomDepartment": "Books Music Tools Garden Health Games Sports",
    "$randomDirectoryPath": "/bin /etc /home/user /opt/share /tmp /usr/lib /var/log",
    "$randomDomainSuffix": "com net org info biz",
    "$randomFileExt": "csv doc gif html jpg json mp3 pdf png svg txt xml zip",
    "$randomFileType": "application audio image model text video",
    "$randomFirstName": "Ada Amir Bea Chen Dana Eero Fatou Gael Hana Ivo Jun Kofi Lea Mia Noor",
    "$randomIngverb": "calculating indexing parsing routing sampling streaming",
    "$randomJobArea": "Accounts Data Infrastructure Operations Research Support",
    "$randomJobDescriptor": "Senior Lead Junior Global Regional Chief",
    "$randomJobType": "Engineer Analyst Architect Designer Manager Specialist",
    "$randomLastName": "Ahlgren Becker Costa Diallo Evans Fischer Garcia Hansen Ito Jansen Kim",
    "$randomLocale": "cs da de en es et fi fr it ja ko nl pl pt sv tr uk zh",
    "$randomLoremWord": "alias dolor eius facere harum ipsam labore magni nulla omnis quia velit",
    "$randomMonth": "January February March April May June July August September October"
    " November December",
    "$randomNamePrefix": "Mr. Mrs. Ms. Miss Dr.",
    "$randomNameSuffix": "Jr. Sr. II III PhD",
    "$randomNoun": "array bus card driver feed firewall matrix port protocol sensor",
    "$randomProduct": "Chair Lamp Keyboard Mouse Table Towel Bike Car",
    "$randomProductAdjective": "Ergonomic Handmade Practical Refined Rustic Sleek Small",
    "$randomProductMaterial": "Cotton Granite Metal Plastic Rubber Steel Wooden",
    "$randomProtocol": "http https",
    "$randomTransactionType": "deposit invoice payment withdrawal",
    "$randomVerb": "back up bypass compress copy index parse program quantify transmit",
    "$randomWeekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "$randomWord": "account bridge cloud deposit engine feature gateway model pipeline sensor",
}

_IMAGES = (
    "Abstract", "Animals", "Business", "Cats", "City", "Food", "Nightlife", "Fashion",
    "People", "Nature", "Sports", "Transport",
)  # fmt: skip


def generate(name: str) -> str | None:
    """A fresh value for a dynamic name; None where there is no such name."""
    maker = _MAKERS.get(name)
    return None if maker is None else maker()


def names() -> list[str]:
    """Every dynamic name, for completion."""
    return sorted(_MAKERS)


def _word(name: str) -> Callable[[], str]:
    choices = _WORDS[name].split(" ")
    return lambda: random.choice(choices)


def _of(name: str) -> str:
    return _MAKERS[name]()


def _digits(count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _letters(count: int) -> str:
    return "".join(random.choice(_ALPHANUMERIC) for _ in range(count))


def _words(low: int, high: int, source: str = "$randomLoremWord") -> str:
    return " ".join(_of(source) for _ in range(random.randint(low, high)))


def _sentence() -> str:
    return _words(3, 10).capitalize() + "."


def _sentences(low: int, high: int, joint: str = " ") -> str:
    return joint.join(_sentence() for _ in range(random.randint(low, high)))


def _date(days: tuple[int, int]) -> str:
    moment = datetime.now(UTC) + timedelta(days=random.uniform(*days))
    return moment.strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")


def _iso_now() -> str:
    return (
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.time_ns() // 10**6 % 1000:03d}Z"
    )


def _phone() -> str:
    return f"{random.randint(200, 999)}-{_digits(3)}-{_digits(4)}"


def _file() -> str:
    return f"{_of('$randomWord')}.{_of('$randomFileExt')}"


def _domain() -> str:
    return f"{_of('$randomDomainWord')}.{_of('$randomDomainSuffix')}"


def _user() -> str:
    return f"{_of('$randomFirstName')}_{_of('$randomLastName')}{random.randint(1, 99)}"


def _ipv6() -> str:
    return ":".join(f"{random.getrandbits(16):04x}" for _ in range(8))


def _image() -> str:
    return "https://example.com/640x480.png"


_MAKERS: dict[str, Callable[[], str]] = {
    **{name: _word(name) for name in _WORDS},
    **{f"$random{kind}Image": _image for kind in _IMAGES},
    "$guid": lambda: str(uuid.uuid4()),
    "$timestamp": lambda: str(round(time.time())),
    "$isoTimestamp": _iso_now,
    "$randomInt": lambda: str(random.randint(0, 1000)),
    "$randomUUID": lambda: str(uuid.uuid4()),
    "$randomBoolean": lambda: random.choice(("true", "false")),
    "$randomAlphaNumeric": lambda: _letters(1),
    "$randomPassword": lambda: secrets.token_urlsafe(11)[:15],
    "$randomHexColor": lambda: f"#{random.getrandbits(24):06x}",
    "$randomIP": lambda: ".".join(str(random.randint(0, 255)) for _ in range(4)),
    "$randomIPV6": _ipv6,
    "$randomMACAddress": lambda: ":".join(f"{random.getrandbits(8):02x}" for _ in range(6)),
    "$randomUserAgent": lambda: f"Mozilla/5.0 (X11; Linux x86_64; rv:{random.randint(90, 140)}.0)",
    "$randomSemver": lambda: ".".join(str(random.randint(0, 9)) for _ in range(3)),
    "$randomPhoneNumber": _phone,
    "$randomPhoneNumberExt": lambda: f"{random.randint(1, 99)}-{_phone()}",
    "$randomWords": lambda: _words(2, 5, "$randomWord"),
    "$randomPhrase": lambda: (
        f"We need to {_of('$randomVerb')} the {_of('$randomAdjective')} {_of('$randomNoun')}!"
    ),
    "$randomFileName": _file,
    "$randomCommonFileName": lambda: f"{_of('$randomWord')}.{_of('$randomCommonFileExt')}",
    "$randomFilePath": lambda: f"{_of('$randomDirectoryPath')}/{_file()}",
    "$randomMimeType": lambda: random.choice(("application/json", "text/plain", "image/png")),
    "$randomStreetName": lambda: f"{_of('$randomLastName')} Street",
    "$randomStreetAddress": lambda: f"{random.randint(1, 9999)} {_of('$randomLastName')} Street",
    "$randomLatitude": lambda: f"{random.uniform(-90, 90):.4f}",
    "$randomLongitude": lambda: f"{random.uniform(-180, 180):.4f}",
    "$randomProductName": lambda: " ".join(
        _of(f"$randomProduct{part}") for part in ("Adjective", "Material", "")
    ),
    "$randomCompanyName": lambda: f"{_of('$randomLastName')} {_of('$randomCompanySuffix')}",
    "$randomCatchPhrase": lambda: " ".join(
        _of(f"$randomCatchPhrase{part}") for part in ("Adjective", "Descriptor", "Noun")
    ),
    "$randomBs": lambda: " ".join(
        _of(f"$randomBs{part}") for part in ("Buzz", "Adjective", "Noun")
    ),
    "$randomDatePast": lambda: _date((-365, 0)),
    "$randomDateFuture": lambda: _date((0, 365)),
    "$randomDateRecent": lambda: _date((-1, 0)),
    "$randomBankAccount": lambda: _digits(8),
    "$randomCreditCardMask": lambda: _digits(4),
    "$randomPrice": lambda: f"{random.uniform(1, 1000):.2f}",
    "$randomBitcoin": lambda: "1" + _letters(30),
    "$randomBankAccountIban": lambda: f"DE{_digits(20)}",
    "$randomBankAccountBic": lambda: f"{_letters(4).upper()}DEFF",
    "$randomAvatarImage": _image,
    "$randomImageUrl": _image,
    "$randomImageDataUri": lambda: "data:image/svg+xml;charset=UTF-8,%3Csvg%2F%3E",
    "$randomEmail": lambda: f"{_user()}@example.com",
    "$randomExampleEmail": lambda: f"{_user()}@example.org",
    "$randomUserName": _user,
    "$randomDomainWord": lambda: f"{_of('$randomLoremWord')}-{_letters(4)}",
    "$randomDomainName": _domain,
    "$randomUrl": lambda: f"{_of('$randomProtocol')}://{_domain()}",
    "$randomFullName": lambda: f"{_of('$randomFirstName')} {_of('$randomLastName')}",
    "$randomJobTitle": lambda: " ".join(
        _of(f"$randomJob{part}") for part in ("Descriptor", "Area", "Type")
    ),
    "$randomLoremWords": lambda: _words(3, 3),
    "$randomLoremSentence": _sentence,
    "$randomLoremSlug": lambda: _words(3, 3).replace(" ", "-"),
    "$randomLoremSentences": lambda: _sentences(2, 6),
    "$randomLoremParagraph": lambda: _sentences(3, 6),
    "$randomLoremParagraphs": lambda: _sentences(3, 6, "\n \r"),
    "$randomLoremText": lambda: _sentences(1, 4),
    "$randomLoremLines": lambda: _sentences(1, 5, "\n"),
}
