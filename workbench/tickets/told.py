"""What a ticket's reporter told the desk: not what the desk itself wrote on it."""

from workbench.tickets.model import Comment, Ticket

_TELLING = ("model", "model name", "model version", "version", "affects version/s",
            "affects versions", "environment", "endpoint", "request id", "expected result",
            "expected results", "actual result", "actual results",
            "steps to reproduce")  # fmt: skip
"""Fields of a helpdesk's own, as Jira's export names them, that say what a report has to say."""


def told_of(ticket: Ticket) -> str:
    """The ticket's text, its telling fields as 'name: value', and the comments not by the desk.

    Who neither reports nor holds a ticket is taken for somebody on the reporter's side, unless
    the source says otherwise.
    """
    fields = [f"{name}: {value}" for name, value in map(_named, ticket.other.items())
              if name in _TELLING and value.strip()]  # fmt: skip
    holders = {ticket.assignee, *(e.new for e in ticket.events if e.kind == "assignee")}
    comments = [c.body for c in ticket.comments if not _by_the_desk(c, holders - {ticket.reporter})]
    return "\n".join([ticket.text, *fields, *comments])


def _named(field: tuple[str, str]) -> tuple[str, str]:
    name, value = field
    return name.lower().removeprefix("custom field (").removesuffix(")"), value


def _by_the_desk(comment: Comment, holders: set[str | None]) -> bool:
    if comment.from_desk is not None:
        return comment.from_desk
    return not comment.public or (comment.author is not None and comment.author in holders)
