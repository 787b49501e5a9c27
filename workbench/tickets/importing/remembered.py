"""What the user last said of the times of a format: the next import of it reads them alike."""

from dataclasses import replace

from workbench.tickets.importing.importer import ImportOptions
from workbench.tickets.kept import keep_text, kept_text
from workbench.tickets.moments import zone_named
from workbench.tickets.store import TicketStore


def with_remembered(store: TicketStore, name: str, options: ImportOptions) -> ImportOptions:
    """The options with the zone and the date order that an import of this format named before."""
    zone = kept_text(store, _zone(name))
    return replace(
        options,
        zone_before=None if zone is None else zone_named(zone),
        order_before=kept_text(store, _order(name)),
    )


def remember(store: TicketStore, name: str, options: ImportOptions) -> None:
    """Keep the zone and the date order that the user said of a format, if any."""
    for kept_as, said in ((_zone(name), options.zone and options.zone.key),
                          (_order(name), options.date_order)):  # fmt: skip
        if said and kept_text(store, kept_as) != said:
            keep_text(store, kept_as, said)


def _zone(name: str) -> str:
    return f"import-zone:{name}"


def _order(name: str) -> str:
    return f"import-date-order:{name}"
