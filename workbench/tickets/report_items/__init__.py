"""The things a useful report tells, the question for each, and the words that tell it."""

from workbench.tickets.report_items.actual import ACTUAL
from workbench.tickets.report_items.endpoint import ENDPOINT
from workbench.tickets.report_items.environment import ENVIRONMENT
from workbench.tickets.report_items.expected import EXPECTED
from workbench.tickets.report_items.given import INPUT
from workbench.tickets.report_items.item import Item
from workbench.tickets.report_items.model import MODEL
from workbench.tickets.report_items.scope import SCOPE
from workbench.tickets.report_items.version import VERSION
from workbench.tickets.report_items.when import WHEN
from workbench.tickets.report_items.who import WHO

__all__ = ["ITEMS", "Item"]

ITEMS = (WHO, WHEN, MODEL, VERSION, ENDPOINT, INPUT, EXPECTED, ACTUAL, ENVIRONMENT, SCOPE)
"""In the order in which they are asked for."""
