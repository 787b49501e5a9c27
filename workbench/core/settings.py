"""The user's settings: one options table, one TOML file, checked values."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from workbench.core import paths
from workbench.core.errors import UserError

Value = str | int | bool | list[str]


class Option(NamedTuple):
    """One row of the options table."""

    name: str
    type: Literal["choice", "integer", "flag", "text", "list"]
    default: Value
    text: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def problem_with(self, value: object) -> str | None:
        """Why the value does not fit this option; None when it does."""
        if self.type == "flag":
            return None if isinstance(value, bool) else "is true or false"
        if self.type == "integer":
            return self._integer_problem(value)
        if self.type == "list":
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
            return None if fits else "is a list of texts"
        if not isinstance(value, str):
            return "is a text"
        if self.type == "choice" and value not in self.choices:
            return f"is one of {', '.join(self.choices)}"
        return None

    def _integer_problem(self, value: object) -> str | None:
        low, high = self.minimum or 0, self.maximum or 0
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return None
        return f"is a whole number from {low} to {high}"


@cache
def options() -> Mapping[str, Option]:
    """The options table, by name, in the order of the file."""
    with (paths.resources() / "settings.toml").open("rb") as file:
        rows: dict[str, dict[str, Any]] = tomllib.load(file)
    return {
        name: Option(
            name=name,
            type=row["type"],
            default=row["default"],
            text=row["text"],
            choices=tuple(row.get("choices", ())),
            minimum=row.get("minimum"),
            maximum=row.get("maximum"),
        )
        for name, row in rows.items()
    }


class Settings:
    """The settings of one user, read from a TOML file and written back with its comments.

    `problems` holds a sentence for each value (or the whole file) that could not be
    used; the default stands in for it and the file is left as it is.
    """

    def __init__(self, file: Path | None) -> None:
        """Read the file; with None nothing is read or written (safe mode, tests)."""
        self._file = file
        self._values: dict[str, Value] = {}
        self._listeners: list[Callable[[str], None]] = []
        self.problems: list[str] = []
        if file is not None and file.exists():
            self._read(file)

    def __getitem__(self, name: str) -> Value:
        option = options()[name]
        return self._values.get(name, option.default)

    def text(self, name: str) -> str:
        """The value of a text or choice option."""
        return str(self[name])

    def integer(self, name: str) -> int:
        """The value of an integer option."""
        value = self[name]
        assert isinstance(value, int)
        return value

    def flag(self, name: str) -> bool:
        """The value of a flag option."""
        return self[name] is True

    def items(self, name: str) -> list[str]:
        """The value of a list option."""
        value = self[name]
        assert isinstance(value, list)
        return list(value)

    def set(self, name: str, value: Value) -> None:
        """Change a setting, write the file, tell the listeners.

        Raises UserError when the value does not fit or the file cannot be written
        (the setting then holds for this session).
        """
        problem = options()[name].problem_with(value)
        if problem:
            raise UserError(f"The setting '{name}' {problem}.", "Choose another value.")
        if self[name] == value:
            return
        self._values[name] = value
        for listener in self._listeners:
            listener(name)
        self._write(name, value)

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Call the listener with the name of each setting that changes."""
        self._listeners.append(listener)

    def _read(self, file: Path) -> None:
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.problems.append(
                f"{file} cannot be read ({error}); the defaults are used and the file is kept."
            )
            return
        for name, value in found.items():
            option = options().get(name)
            problem = "is not a setting" if option is None else option.problem_with(value)
            if problem:
                self.problems.append(f"{file}: '{name}' {problem}; the default is used.")
            else:
                self._values[name] = value

    def _write(self, name: str, value: Value) -> None:
        if self._file is None:
            return
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            old = self._file.read_text(encoding="utf-8") if self._file.exists() else ""
            document = tomlkit.parse(old)
        except (UnicodeDecodeError, TOMLKitError):
            self._file.replace(self._file.with_suffix(".damaged.toml"))
            document = tomlkit.document()
        document[name] = value
        self._save(tomlkit.dumps(document))

    def _save(self, content: str) -> None:
        file = self._file
        assert file is not None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f".{file.name}.new")
            beside.write_text(content, encoding="utf-8")
            beside.replace(file)
        except OSError as error:
            raise UserError(
                f"{file} cannot be written: {error.strerror}.",
                "The setting holds until the window is closed.",
            ) from error


def documentation() -> str:
    """The settings as a Markdown table, made from the options table."""
    lines = ["| setting | values | default | what it does |", "|---|---|---|---|"]
    for option in options().values():
        values = {
            "choice": ", ".join(option.choices),
            "integer": f"{option.minimum} to {option.maximum}",
            "flag": "true, false",
        }.get(option.type, option.type)
        lines.append(f"| `{option.name}` | {values} | `{option.default!r}` | {option.text} |")
    return "\n".join(lines)
