"""Which exceptions are expected: they become one polite sentence and a next step."""

import errno
import sqlite3

from workbench.core.errors import Cancelled, UserError

_NEXT_STEPS = {
    errno.ENOENT: "Check the path.",
    errno.EISDIR: "Name a file, not a folder.",
    errno.ENOTDIR: "Name a folder, not a file.",
    errno.EACCES: "Ask for the right to use it, or choose another place.",
    errno.EPERM: "Ask for the right to use it, or choose another place.",
    errno.EROFS: "Choose a place that may be written.",
    errno.ENOSPC: "Free some space and try again.",
}


def as_user_error(error: BaseException) -> UserError | None:
    """The error as the user is told it; None for a bug. A cancel has nothing to say."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, Cancelled):
        return UserError("")
    if isinstance(error, OSError):
        return _file_error(error)
    if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
        return UserError(
            f"The workspace's database cannot be used: {error}.",
            "Check that the disk is not full and that nothing else holds the workspace.",
        )
    return None


def _file_error(error: OSError) -> UserError:
    return UserError(
        f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.",
        _NEXT_STEPS.get(
            error.errno or 0,
            "Check that it is there, that you may use it, and that the disk is not full.",
        ),
    )
