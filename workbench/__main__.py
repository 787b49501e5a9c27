"""Start: a noun runs headless, anything else opens the window. Imports nothing heavy."""

import sys


def main() -> int:
    """The `workbench` command."""
    from workbench.cli.nouns import NOUNS, noun_first

    arguments = noun_first(sys.argv[1:])
    if arguments and (arguments[0] in NOUNS or arguments[0] in ("--help", "-h", "--version")):
        from workbench.cli.main import main as run_headless

        return run_headless(arguments)
    from workbench.app.main import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
