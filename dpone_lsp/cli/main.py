"""Entry point of `dpone-lint`: picks the command (checking is the default) and turns failures into messages and exit
codes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module

from dpone_lsp.cli.arguments import module_called
from dpone_lsp.cli.errors import Answered, UsageError
from dpone_lsp.cli.exit_codes import CLEAN, INTERNAL, INTERRUPTED, USAGE
from dpone_si.cli import streams

COMMANDS = "dpone_lsp.cli.commands"
_CHECK = f"{COMMANDS}.check"


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
    try:
        command = module_called(COMMANDS, arguments[0]) if arguments else None
        if command is not None:
            arguments = arguments[1:]
        if arguments and (command is None or command.__name__ == _CHECK):
            _check_command(arguments[0])
        return int((command or import_module(_CHECK)).main(arguments))
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
        from dpone_lsp.rules import NoRules

        if isinstance(error, SettingsError):
            return _refuse(str(error))
        if isinstance(error, NoRules):
            print(f"dpone-lint: {error}", file=sys.stderr)
            return INTERNAL
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        # Not its message, which may quote the manifest.
        told = type(error).__name__
        print(
            f"dpone-lint: internal error ({told}). This is our fault; DPONE_LSP_RAISE=1 shows where it happened.",
            file=sys.stderr,
        )
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
    """Names of the commands: the modules of the package `commands`."""
    from dpone_si.shipped import module_names

    return module_names(import_module(COMMANDS))
