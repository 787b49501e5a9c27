"""Secrets: in the operating system's keyring, or for this session only; never in a file."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from workbench.core.errors import UserError

SERVICE = "workbench"
ResultT = TypeVar("ResultT")


class NoKeyring(UserError):
    """There is no keyring service to talk to (no D-Bus, no desktop session)."""

    def __init__(self) -> None:
        super().__init__(
            "No keyring service answers on this machine.",
            "Keep the secret for this session only, or start a keyring"
            " (on Linux: gnome-keyring or KWallet with D-Bus).",
        )


class KeyringLocked(UserError):
    """There is a keyring, but it is locked and was not unlocked."""

    def __init__(self) -> None:
        super().__init__(
            "The keyring is locked.",
            "Unlock it and try again, or keep the secret for this session only.",
        )


class SecretStore(Protocol):
    """Where named secrets are kept."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none of that name."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep the secret under that name."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret; no error when there is none."""
        ...


class SessionSecrets:
    """Secrets kept in memory until the program ends."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none of that name."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep the secret until the program ends."""
        self._values[name] = value

    def delete(self, name: str) -> None:
        """Forget the secret; no error when there is none."""
        self._values.pop(name, None)


class KeyringSecrets:
    """Secrets in the operating system's keyring. Raises NoKeyring or KeyringLocked."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none of that name."""
        import keyring

        return _asking(lambda: keyring.get_password(SERVICE, name))

    def set(self, name: str, value: str) -> None:
        """Keep the secret in the keyring."""
        import keyring

        _asking(lambda: keyring.set_password(SERVICE, name, value))

    def delete(self, name: str) -> None:
        """Forget the secret; no error when there is none."""
        import keyring

        if self.get(name) is not None:
            _asking(lambda: keyring.delete_password(SERVICE, name))


class Secrets:
    """What the product uses: session secrets first, then the keyring."""

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._session = SessionSecrets()
        self._keyring: SecretStore = keyring or KeyringSecrets()

    def get(self, name: str) -> str | None:
        """The secret, from this session or the keyring; None when neither has it."""
        held = self._session.get(name)
        return held if held is not None else self._keyring.get(name)

    def set(self, name: str, value: str, *, this_session_only: bool = False) -> None:
        """Keep the secret. Raises NoKeyring or KeyringLocked unless for this session only."""
        (self._session if this_session_only else self._keyring).set(name, value)

    def delete(self, name: str) -> None:
        """Forget the secret everywhere."""
        self._session.delete(name)
        self._keyring.delete(name)


def keyring_state() -> str:
    """One of 'works (BACKEND)', 'none', 'locked': for the doctor."""
    import keyring

    try:
        KeyringSecrets().get("doctor")
    except NoKeyring:
        return "none"
    except KeyringLocked:
        return "locked"
    return f"works ({type(keyring.get_keyring()).__name__})"


def _asking(question: Callable[[], ResultT]) -> ResultT:
    from keyring import errors

    try:
        return question()
    except errors.NoKeyringError as error:
        raise NoKeyring from error
    except (errors.InitError, errors.KeyringLocked, errors.PasswordSetError) as error:
        raise KeyringLocked from error
