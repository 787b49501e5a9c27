"""The things a useful report tells, the question for each, and the words that tell it."""

from workbench.tickets.completeness.items.actual import ACTUAL
from workbench.tickets.completeness.items.endpoint import ENDPOINT
from workbench.tickets.completeness.items.environment import ENVIRONMENT
from workbench.tickets.completeness.items.expected import EXPECTED
from workbench.tickets.completeness.items.given import INPUT
from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.model import MODEL
from workbench.tickets.completeness.items.scope import SCOPE
from workbench.tickets.completeness.items.version import VERSION
from workbench.tickets.completeness.items.when import WHEN
from workbench.tickets.completeness.items.who import WHO

__all__ = ["ITEMS", "Item"]

ITEMS = (WHO, WHEN, MODEL, VERSION, ENDPOINT, INPUT, EXPECTED, ACTUAL, ENVIRONMENT, SCOPE)
"""In the order in which they are asked for."""
