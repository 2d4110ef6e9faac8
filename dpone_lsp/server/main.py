"""Entry point of `dpone-lsp`: stdio by default, `--tcp HOST:PORT` for debugging."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Console script. Ends the process at once: taking a large heap apart first takes longer than clients wait."""
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main(arguments: list[str]) -> int:
    """Start the server; returns the exit code. Start-up problems are said in plain words on stderr, which editors
    show.
    """
    import argparse

    parser = argparse.ArgumentParser(prog="dpone-lsp", description="Language server for dpone load manifests.")
    parser.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="listen on a TCP address of this machine, for debugging")
    parser.add_argument("--log-file", metavar="FILE", help="append the log to this file")
    parser.add_argument("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--version", action="store_true", help="print the version and the parser in use")
    options, unknown = parser.parse_known_args(arguments)
    # Clients append words of their own, such as `--clientProcessId=123`.
    unknown = [word for word in unknown if not word.startswith(("--clientProcessId", "--node-ipc", "--socket"))]
    if unknown:
        return _refuse(f"there is no option `{unknown[0]}`. `dpone-lsp --help` lists them")
    if sys.version_info < (3, 11):
        return _refuse(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]} ({sys.executable})")
    # Until everything is imported nothing made is garbage.
    gc.disable()
    address = None
    if options.tcp:
        host, _, port = options.tcp.rpartition(":")
        if not port.isdigit() or int(port) > 65535:
            return _refuse(f"--tcp needs HOST:PORT, got `{options.tcp}`")
        address = (host or "127.0.0.1", int(port))
    try:
        if options.version:
            return _print_version()
        from dpone_lsp.rules import NoRules, catalogue
        from dpone_lsp.server.factory import create_server
        from dpone_lsp.server.log import start_logging
        from dpone_lsp.server.wire.transport import stdio, tcp
    except ImportError as error:
        missing = error.name or str(error)
        cure = f"Install the server anew with: {sys.executable} -m pip install -U dpone-lsp"
        return _refuse(f"the package `{missing}` is missing or too old. {cure}")
    try:
        catalogue()
    except NoRules as error:
        return _refuse(str(error), code=3)
    problem = start_logging(options.log_file, options.log_level)
    if problem is not None:
        return _refuse(problem)
    if options.log_file is not None:
        import logging

        logging.getLogger("dpone_lsp").info("%s starts", _what())
    try:
        wire = tcp(*address) if address is not None else stdio()
    except OSError as error:
        return _refuse(f"cannot talk to the client: {error.strerror}")
    server = create_server(wire)
    # What start-up has made stays; a keystroke in a long file makes thousands of short-lived objects, and looking
    # through all that is alive at every few hundred of them would cost more than the analysis.
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
    return server.run()


def _print_version() -> int:
    print(_what())
    return 0


def _what() -> str:
    """What this server is: the first thing to know of a report about it."""
    from dpone_lsp import __version__
    from dpone_si.manifest.syntax.parse import parser_kind

    return f"dpone-lsp {__version__} (Python {sys.version.split()[0]}, {parser_kind()} YAML parser)"


def _refuse(sentence: str, code: int = 2) -> int:
    print(f"dpone-lsp cannot start: {sentence}", file=sys.stderr)
    return code
