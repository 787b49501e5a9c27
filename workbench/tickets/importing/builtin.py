"""The ticket formats that are built in, offered through the same hook as a plugin's."""

from workbench.core.hooks import hookimpl
from workbench.tickets.importing.formats import (
    jira_csv,
    jira_json,
    plain_csv,
    servicenow,
    youtrack,
    zammad,
    zendesk,
)
from workbench.tickets.importing.importer import TicketImporter

BUILT_IN = (
    jira_json.IMPORTER,
    youtrack.IMPORTER,
    zendesk.IMPORTER,
    zammad.IMPORTER,
    jira_csv.IMPORTER,
    servicenow.IMPORTER,
    servicenow.JSON_IMPORTER,
    plain_csv.IMPORTER,
)
"""In the order in which they are asked whether they recognise an export."""


@hookimpl
def ticket_importers() -> list[TicketImporter]:
    """Jira, YouTrack, Zendesk, Zammad, ServiceNow and plain CSV."""
    return list(BUILT_IN)
