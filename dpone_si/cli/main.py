"""Entry point of `dpone-si`: picks the command, prints its answer in the chosen format, and turns failures into exit
codes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from types import ModuleType

from dpone_si.cli import streams
from dpone_si.cli.answers import FORMATS, INTERNAL, OK, USAGE, Answer
from dpone_si.errors import StrategyIntelligenceError

COMMANDS = ("advise", "preflight", "repair-plan", "certify", "inspect", "resync", "resume")
"""Command names; `repair-plan` lives in the module `repair_plan`, and so on."""


def run() -> None:
    """Console script."""
    streams.open_closed()
    # An old console may not hold every letter of a run id: it gets the letter's number, not a failure.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 ok, 1 findings or blocked, 2 usage, 3 our fault."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = parser(words[0] if words else None).parse_args(words)
        answer: Answer = options.run(options)
        sys.stdout.write(_rendered(answer, options.format))
        sys.stdout.flush()
    except StrategyIntelligenceError as error:
        print(f"dpone-si: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # The reader (head, less) went away; that is not an error.
        streams.silence()
        return OK
    except OSError as error:
        print(f"dpone-si: {streams.refusal(error)}", file=sys.stderr)
        streams.silence()
        return USAGE
    except KeyboardInterrupt:
        print("dpone-si: interrupted", file=sys.stderr)
        return 130
    except Exception as error:  # the last guard: never a traceback for a user
        if os.environ.get("DPONE_SI_RAISE"):
            raise
        # The text of an unexpected error may hold a secret of a connection, so only its kind is shown.
        print(
            f"dpone-si: internal error ({type(error).__name__}). This is our fault; set DPONE_SI_RAISE=1 to see where.",
            file=sys.stderr,
        )
        return INTERNAL
    return answer.code


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line; when `only` names a command, the arguments of the others are left out to start faster."""
    made = argparse.ArgumentParser(
        prog="dpone-si", description="Strategies of dpone load manifests: explain, check, repair."
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    for name in (only,) if only in COMMANDS else COMMANDS:
        module = _module(str(name))
        command = commands.add_parser(str(name), help=module.SUMMARY, description=module.__doc__)
        module.register(command)
        command.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
        command.set_defaults(run=module.run)
    return made


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("dpone-lsp")
        except PackageNotFoundError:
            number = "(not installed)"
        print(f"dpone-si {number}")
        parser.exit()


def _module(name: str) -> ModuleType:
    return import_module(f"dpone_si.cli.commands.{name.replace('-', '_')}")


def _rendered(answer: Answer, chosen: str) -> str:
    if chosen == "json":
        narrow = "utf" not in (sys.stdout.encoding or "utf-8").lower()
        return json.dumps(answer.payload(), ensure_ascii=narrow, indent=2, default=str) + "\n"
    lines = answer.markdown() if chosen == "md" else answer.text()
    return "\n".join(lines).strip("\n") + "\n"
