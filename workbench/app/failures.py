"""Which exceptions are expected: they become one polite sentence and a next step."""

import sqlite3

from workbench.core.errors import Cancelled, UserError
from workbench.ui.translate import tr


def as_user_error(error: BaseException) -> UserError | None:
    """The error as the user is told it; None for a bug. A cancel has nothing to say."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, Cancelled):
        return UserError("")
    if isinstance(error, OSError):
        name = error.filename or tr("A file")
        return UserError(
            tr("{name} cannot be used: {why}.", name=name, why=error.strerror or error),
            tr("Check that it is there, that you may use it, and that the disk is not full."),
        )
    if isinstance(error, sqlite3.OperationalError):
        return UserError(
            tr("The workspace's database cannot be used: {why}.", why=error),
            tr("Check that the disk is not full and that nothing else holds the workspace."),
        )
    return None
