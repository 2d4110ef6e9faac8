"""Entry point of `dpone-lsp`: stdio by default, `--tcp HOST:PORT` for debugging."""

from __future__ import annotations

import sys


def run() -> None:
    """Console script."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Start the server; returns the exit code. Start-up problems are said in plain words on stderr."""
    import argparse

    parser = argparse.ArgumentParser(prog="dpone-lsp", description="Language server for dpone load manifests.")
    parser.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="listen on a TCP address of this machine, for debugging")
    parser.add_argument("--log-file", metavar="FILE", help="append the log to this file")
    parser.add_argument("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--version", action="store_true", help="print the version and the parser in use")
    options = parser.parse_args(arguments)
    if sys.version_info < (3, 11):
        print(f"dpone-lsp needs Python 3.11 or newer, this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if options.version:
        from dpone_lsp import __version__
        from dpone_si.manifest.syntax import parser_kind

        print(f"dpone-lsp {__version__} (Python {sys.version.split()[0]}, {parser_kind()} YAML parser)")
        return 0
    try:
        from dpone_lsp.server.app import create_server
        from dpone_lsp.server.log import start_logging
    except ModuleNotFoundError as error:
        print(f"dpone-lsp cannot start: the package `{error.name}` is missing. Install it with: pip install dpone-lsp", file=sys.stderr)
        return 2
    problem = start_logging(options.log_file, options.log_level)
    if problem is not None:
        print(f"dpone-lsp: {problem}", file=sys.stderr)
        return 2
    server = create_server()
    if options.tcp:
        host, _, port = options.tcp.rpartition(":")
        if not port.isdigit():
            print(f"dpone-lsp: --tcp needs HOST:PORT, got `{options.tcp}`", file=sys.stderr)
            return 2
        server.start_tcp(host or "127.0.0.1", int(port))
    else:
        server.start_io()
    return 0
