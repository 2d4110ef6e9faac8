"""Entry point of `dpone-lint`: picks the command (checking is the default) and turns failures into messages and exit codes."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module

from dpone_lsp.cli.errors import Answered, UsageError
from dpone_lsp.cli.exit_codes import CLEAN, INTERNAL, INTERRUPTED, USAGE
from dpone_si.cli import streams

COMMANDS_FOLDER = os.path.join(os.path.dirname(__file__), "commands")


def run() -> None:
    """Console script."""
    streams.open_closed()
    # A run is over before there is garbage to speak of; runs over many files look for it again (see `runner`).
    gc.disable()
    # A pipe or an old console may not hold every letter of a manifest: it gets a `?`, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace" if stream.isatty() else "backslashreplace")
    code = main(sys.argv[1:])
    # Everything is written; tearing down thousands of trees would only cost time.
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        code = USAGE if code == USAGE else _refuse(f"standard output cannot be written: {error.strerror or error}")
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    name = "check"
    if arguments and not arguments[0].startswith("-") and arguments[0] in commands():
        name, arguments = arguments[0], arguments[1:]
    try:
        if name == "check" and arguments:
            _check_command(arguments[0])
        return int(import_module(f"dpone_lsp.cli.commands.{name}").main(arguments))
    except Answered as answer:
        sys.stdout.write(str(answer))
        return CLEAN
    except UsageError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # The reader (head, less) went away; that is not an error.
        streams.silence()
        return CLEAN
    except KeyboardInterrupt:
        print("dpone-lint: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        return _refuse(streams.refusal(error))
    except Exception as error:
        from dpone_lsp.model.settings import SettingsError

        if isinstance(error, SettingsError):
            return _refuse(str(error))
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        # Not its message, which may quote the manifest.
        told = type(error).__name__
        print(f"dpone-lint: internal error ({told}). This is our fault; DPONE_LSP_RAISE=1 shows where it happened.", file=sys.stderr)
        return INTERNAL


def _check_command(word: str) -> None:
    """Refuse a mistyped command as one, before it is taken for a path that does not exist."""
    if word.isalpha() and not os.path.exists(word):
        from dpone_lsp.support.spelling import nearest

        near = nearest(word, commands())
        if near and near != word:
            raise UsageError(f"`{word}` is neither a command nor a file. Did you mean `dpone-lint {near}`?")


def _refuse(sentence: str) -> int:
    print(f"dpone-lint: {sentence}", file=sys.stderr)
    return USAGE


def commands() -> list[str]:
    """Names of the commands: the modules of the folder `commands`."""
    return sorted(name[:-3] for name in os.listdir(COMMANDS_FOLDER) if name.endswith(".py") and not name.startswith("_"))
