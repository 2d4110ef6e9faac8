"""Look for the local tools that the native path of a load needs; nothing is run and nothing is connected to."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import FINDINGS, OK, Answer, markdown_table
from dpone_si.errors import StrategyIntelligenceError

SUMMARY = "look for the local tools a native load needs"
SCHEMA_VERSION = "dpone.si.preflight.v1"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("path", metavar="FILE", nargs="?", help="check the paths of this manifest's processes")
    parser.add_argument("--process", metavar="NAME", help="only this process of FILE")
    parser.add_argument("--source-type", metavar="TYPE", help="instead of FILE: the source type")
    parser.add_argument("--sink-type", metavar="TYPE", help="instead of FILE: the sink type")


def run(options: argparse.Namespace) -> Answer:
    """Exit code 1 when a tool is missing, or a load could not be checked."""
    from dpone_si.preflight import NativeFastPathPreflightService

    service = NativeFastPathPreflightService()
    paths, skipped = _paths(options)
    results = {path.path_id: service.check(path) for path in paths}
    ready = not skipped and all(result.ready for result in results.values())
    payload: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "ready": ready,
        "paths": [result.to_dict() for result in results.values()],
        "skipped": skipped,
    }
    text: list[str] = []
    rows: list[tuple[str, str, str, str]] = []
    for result in results.values():
        verdict = "ready" if result.ready else f"not ready (fallback: {result.fallback_path})"
        text.append(f"{result.path_id}: {verdict}")
        for check in result.tools.values():
            state = f"found {check.path}" if check.available else f"missing. {check.install_hint}"
            text.append(f"  {check.name}: {state}")
            rows.append(
                (
                    result.path_id,
                    check.name,
                    "found" if check.available else "missing",
                    check.path or check.install_hint,
                )
            )
    notes = [f"{title}: not checked, its load cannot run as written. `dpone-si advise` tells why." for title in skipped]
    text += notes
    table = markdown_table(("path", "tool", "state", "where, or how to get it"), rows)
    return Answer(OK if ready else FINDINGS, lambda: payload, lambda: text, lambda: _markdown(table, notes))


TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.models import NativeFastPath


def _markdown(table: list[str], notes: list[str]) -> list[str]:
    return ["# Native path preflight", "", *table, *([""] if notes else []), *(f"- {note}" for note in notes)]


def _paths(options: argparse.Namespace) -> tuple[list[NativeFastPath], list[str]]:
    """The routes to check, and the processes whose route cannot be told."""
    if options.path is None:
        from dpone_si.native_paths import NativeFastPathCatalog
        from dpone_si.vocabulary import SINK_TYPES, SOURCE_TYPES, advisor_endpoint, loader_endpoint, sink_endpoint

        if options.source_type is None or options.sink_type is None:
            raise StrategyIntelligenceError(
                "nothing to check.", cure="Name a manifest, or --source-type and --sink-type."
            )
        source, sink = loader_endpoint(options.source_type), sink_endpoint(options.sink_type)
        if advisor_endpoint(source) not in map(advisor_endpoint, SOURCE_TYPES):
            raise _no_type(options.source_type, "source", SOURCE_TYPES)
        if sink is None:
            raise _no_type(options.sink_type, "sink", SINK_TYPES)
        return [NativeFastPathCatalog().resolve(source, sink)], []
    from dpone_si.service import StrategyIntelligenceService

    advice = StrategyIntelligenceService().advise_manifest(options.path, process=options.process)
    paths = [process.outcome.fast_path for process in advice.processes if process.outcome is not None]
    if not paths:
        raise StrategyIntelligenceError(
            "no process of the manifest could be read.",
            path=options.path,
            cure="Run `dpone-si advise` on it to see why.",
        )
    return paths, [process.title for process in advice.processes if process.outcome is None]


def _no_type(name: str, role: str, known: tuple[str, ...]) -> StrategyIntelligenceError:
    return StrategyIntelligenceError(
        f"{name!r} is no {role} of dpone.", key=f"{role}_type", cure=f"Use one of {', '.join(known)}."
    )
