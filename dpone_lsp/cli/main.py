"""Entry point of `dpone-lint`: picks the command (checking is the default) and turns failures into messages and exit codes."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from dpone_lsp.cli.exit_codes import INTERNAL, USAGE

COMMANDS_FOLDER = os.path.join(os.path.dirname(__file__), "commands")


class UsageError(Exception):
    """Something the user can mend: wrong arguments, a path that is not there, a bad setting."""


def run() -> None:
    """Console script."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    name = "check"
    if arguments and not arguments[0].startswith("-") and arguments[0] in commands():
        name, arguments = arguments[0], arguments[1:]
    try:
        return int(import_module(f"dpone_lsp.cli.commands.{name}").main(arguments))
    except UsageError as error:
        print(f"dpone-lint: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # The reader (head, less) went away; that is not an error. Point stdout elsewhere so that the exit stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("dpone-lint: interrupted", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - the last guard: never a traceback for a user
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        print(
            f"dpone-lint: internal error ({type(error).__name__}: {error}). This is our fault; run again with DPONE_LSP_RAISE=1 for details.",
            file=sys.stderr,
        )
        return INTERNAL


def commands() -> list[str]:
    """Names of the commands: the modules of the folder `commands`."""
    return sorted(name[:-3] for name in os.listdir(COMMANDS_FOLDER) if name.endswith(".py") and not name.startswith("_"))
