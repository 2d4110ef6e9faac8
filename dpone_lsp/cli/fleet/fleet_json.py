"""The fleet view for machines; its schema is `schemas/fleet.schema.json`."""

from __future__ import annotations

from dpone_lsp.cli.fleet.fleet import Fleet
from dpone_lsp.cli.report.json_text import pretty

VERSION = 1


def render(fleet: Fleet) -> str:
    """The whole view as one object."""
    return pretty(
        {
            "version": VERSION,
            "summary": {"manifests": fleet.manifests, "processes": len(fleet.loads), **fleet.severities()},
            "rules": [
                {"rule": rule, "severity": severity, "findings": count, "manifests": files}
                for rule, severity, count, files in fleet.rules()
            ],
            "teams": [{"team": team, "processes": processes, **counts} for team, processes, counts in fleet.teams()],
            "matrix": [
                {
                    "source": source,
                    "sink": sink,
                    "strategy": strategy,
                    "certification": certification,
                    "processes": count,
                }
                for source, sink, strategy, certification, count in fleet.matrix()
            ],
            "decisions": [
                {
                    "process": load.process,
                    "path": load.path,
                    "line": load.line,
                    "team": load.team,
                    "source": load.source,
                    "sink": load.sink,
                    "requested": load.requested,
                    "outcome": load.outcome.row(),
                    "certification": load.certification,
                    "fragile": list(load.fragile),
                }
                for load in fleet.loads
            ],
            "findings": [
                {
                    "rule": told.rule,
                    "severity": told.severity,
                    "message": told.message,
                    "path": told.path,
                    "line": told.line,
                    "processes": list(told.processes),
                    "teams": list(told.teams),
                }
                for told in fleet.findings
            ],
        }
    )
