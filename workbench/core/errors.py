"""The one way to report an expected error."""


class UserError(Exception):
    """An expected error, said to the user in one sentence and a next step.

    `what` says what happened and names the file, line or field; `next_step` says
    what to do about it. Everything that is not a UserError (or Cancelled) is a bug.
    """

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what, next_step)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class Unavailable(UserError):
    """A command cannot run now, as something has to be chosen or read before: no failure."""


class Cancelled(Exception):
    """The user cancelled a task; nothing half-written is left behind."""
