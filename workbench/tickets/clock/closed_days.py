"""The days of a calendar file that differ from its week: holidays, and dates with own hours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from workbench.core.errors import UserError
from workbench.tickets.clock import hours
from workbench.tickets.clock.working_time import LocalWindow

HOLIDAY_KEYS = (
    "holidays", "holiday", "public_holidays", "holiday_dates", "holidays_country",
    "closed_dates", "closed_days", "country", "holiday_country", "holidays_dates",
)  # fmt: skip
SPECIAL_KEYS = ("special", "exceptions", "overrides", "extra", "special_days", "special_hours")
PART_KEYS = ("subdivision", "subdiv", "region", "state", "province", "prov")
_LIST_KEYS = ("country", "countries", "dates", "days", "extra", "custom", "date", "datestring",
              "list", "additional", "closed")  # fmt: skip
_NOTE_KEYS = ("name", "id", "title", "summary", "description", "comment", "note", "notes")
_COUNTRY_KEYS = ("country", "countries", "holidays_country", "holiday_country")
_NONE = ("none", "no", "off")


@dataclass
class Holidays:
    """What the settings say of holidays, and the keys in them that were not understood.

    `yearly` are months and days of holidays that come each year.
    """

    dates: set[date] = field(default_factory=set[date])
    yearly: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    countries: list[str] = field(default_factory=list[str])
    part: str = ""
    unknown: list[str] = field(default_factory=list[str])

    def closed(self) -> Callable[[date], bool] | None:
        """Which dates are closed; None where no holidays are named. Raises UserError."""
        public = [_public_holidays(name, self.part) for name in self.countries]
        if not self.dates and not public:
            return None
        return lambda day: (
            day in self.dates
            or (day.month, day.day) in self.yearly
            or any(is_closed(day) for is_closed in public)
        )


def read_holidays(fields: Mapping[str, object]) -> Holidays:
    """The holidays of a calendar: own dates and countries. Raises UserError for odd values."""
    found = Holidays()
    found.part = next((str(fields[key]) for key in PART_KEYS if fields.get(key)), "")
    for key in HOLIDAY_KEYS:
        _collect(key, fields.get(key), found)
    if not found.countries:
        # A part of no country closes nothing.
        found.unknown += [key for key in PART_KEYS if key in fields]
    return found


def _collect(key: str, value: object, found: Holidays) -> None:
    if isinstance(value, Mapping):
        table = {str(k).lower(): v for k, v in cast(Mapping[object, object], value).items()}
        each_year, before = table.pop("recurring", False), set(found.dates)
        for written, inner in table.items():
            _collect_named(key, written, inner, found)
        if each_year is True:
            found.yearly |= {(day.month, day.day) for day in found.dates - before}
    elif isinstance(value, (list, tuple)):
        for item in cast(Sequence[object], value):
            _collect(key, item, found)
    elif isinstance(value, (date, datetime)):
        found.dates.add(_date(value))
    elif isinstance(value, str):
        if value.strip()[:1].isdigit():
            found.dates.add(_date(value))
        elif value.strip() and not _is_none(key, value.strip()):
            found.countries.append(value.strip())
    elif value is not None and value is not False:
        raise UserError(
            f"'{key}' is {value}, which is no holiday.",
            'Write a country such as "DE", or dates such as ["2026-12-24"].',
        )


def _is_none(key: str, value: str) -> bool:
    """Whether a word says that there are none; NO is Norway where a country is expected."""
    if value == "NO" or key.rpartition(".")[2] in _COUNTRY_KEYS:
        return value.lower() in _NONE and value.lower() != "no"
    return value.lower() in _NONE


def _collect_named(parent: str, key: str, value: object, found: Holidays) -> None:
    if key in PART_KEYS:
        found.part = str(value)
    elif key in _LIST_KEYS:
        _collect(f"{parent}.{key}", value, found)
    elif key[:1].isdigit():
        if not _is_inactive(value):
            found.dates.add(_date(key))
    elif key not in _NOTE_KEYS:
        found.unknown.append(f"{parent}.{key}")


def _is_inactive(value: object) -> bool:
    if not isinstance(value, Mapping):
        return value is False
    table = cast(Mapping[str, object], value)
    return table.get("active") is False or table.get("removed") is True


def _public_holidays(name: str, part: str) -> Callable[[date], bool]:
    """Whether a date is a public holiday of a country ('DE', 'Germany', 'DE-BY')."""
    import holidays

    code, _, inner = name.replace("_", "-").partition("-")
    subdivision = part or inner or None
    try:
        calendar = holidays.country_holidays(_country_code(code or name), subdiv=subdivision)
    except (NotImplementedError, KeyError) as error:
        raise UserError(
            f"No public holidays are known for '{name}'" + (f" ({part})." if part else "."),
            "Use a country code such as DE or US, or list the dates.",
        ) from error
    return lambda day: day in calendar


def _country_code(name: str) -> str:
    """The ISO code of a country; an English name is looked up in the holiday library."""
    if len(name) <= 3:
        return name.upper()
    import holidays.registry

    plain = name.replace(" ", "").lower()
    for module, codes in holidays.registry.COUNTRIES.items():
        if module.replace("_", "") == plain:
            return codes[1]
    return name


def read_special(fields: Mapping[str, object]) -> dict[date, tuple[LocalWindow, ...]]:
    """The dates that have hours of their own. Raises UserError for what is neither."""
    found: dict[date, tuple[LocalWindow, ...]] = {}
    for key in SPECIAL_KEYS:
        value = fields.get(key)
        if isinstance(value, Mapping):
            table = cast(Mapping[object, object], value)
            found |= {_date(day): hours.read_windows(text) for day, text in table.items()}
        elif isinstance(value, (list, tuple)):
            found |= dict(_special_item(item) for item in cast(Sequence[object], value))
        elif value:
            raise _no_special(value)
    return found


def _special_item(item: object) -> tuple[date, tuple[LocalWindow, ...]]:
    if not isinstance(item, Mapping):
        raise _no_special(item)
    entry = {str(k).lower(): v for k, v in cast(Mapping[object, object], item).items()}
    return _date(entry.pop("date", entry.pop("day", None))), hours.read_windows(entry)


def _no_special(value: object) -> UserError:
    return UserError(
        f"'{value}' has no date and hours.", 'Write [special] with 2026-12-31 = "09:00-12:00".'
    )


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value).strip()).date()
    except ValueError as error:
        raise UserError(f"'{value}' is not a date.", "Write it like 2026-12-24.") from error
