"""Evidence of a replay for auditors and certification tools: one JSON file by a published schema, one Markdown page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, cast

from dpone_si.replay.adapters import ReplayAdapterResult
from dpone_si.replay.artifacts import publish_new, safe_name
from dpone_si.replay.redaction import redact_value

SCHEMA_VERSION = "dpone.replay.evidence.v1"
RUNBOOK_PATH = "docs/strategy-intelligence.md"
_SCHEMA_FILE = "evidence.schema.json"


class ReplayEvidenceWriter:
    """Serialises what a replay did. It never changes an existing file: a later run gets a numbered name."""

    def __init__(self, artifact_dir: str | Path) -> None:
        self._artifact_dir = Path(artifact_dir)

    def write(
        self,
        *,
        action: str,
        run_id: str,
        service: str,
        source_type: str,
        strategy_mode: str,
        mode: str,
        executed: bool,
        status: str,
        artifact_path: Path,
        commands: tuple[str, ...],
        operations: tuple[str, ...],
        state_committed: bool,
        adapter_result: ReplayAdapterResult | None,
    ) -> tuple[Path, Path]:
        """Write both files and return (JSON path, Markdown path). Raises ReplayArtifactWriteError."""
        diagnostics = adapter_result.to_dict() if adapter_result is not None else {}
        details = list(_details(diagnostics))
        row_counts, refused = _row_count_checks(details)
        evidence = redact_value(
            {
                "schema_version": SCHEMA_VERSION,
                "created_at": datetime.now(UTC).isoformat(),
                "action": action,
                "run_id": run_id,
                "service": service,
                "source_type": source_type,
                "strategy_mode": strategy_mode,
                "mode": mode,
                "executed": executed,
                "status": status,
                "state_committed": state_committed,
                "live": bool(details) and not all(item.get("artifact_only") is True for item in details),
                "artifact_path": str(artifact_path),
                "runbook": RUNBOOK_PATH,
                "commands": list(commands),
                "operations": list(operations),
                "row_count_checks": row_counts,
                "status_checks": [*_checks(details, "status_check"), *refused],
                "diagnostics": diagnostics,
            }
        )
        # One JSON round trip: what the Markdown shows and what the file holds are the same plain values.
        text = json.dumps(evidence, ensure_ascii=False, indent=2, default=str) + "\n"
        stem = f"{artifact_path.stem}_evidence" if artifact_path.stem else f"{action}_{safe_name(run_id)}_evidence"
        json_path = publish_new(self._artifact_dir, stem, ".json", text)
        return json_path, publish_new(self._artifact_dir, json_path.stem, ".md", _markdown(json.loads(text)))


def evidence_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of `dpone.replay.evidence.v1`."""
    text = resources.files("dpone_si.replay").joinpath(_SCHEMA_FILE).read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def _details(diagnostics: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in diagnostics.get("diagnostics", ()):
        yield item.get("details") or {}


def _checks(details: list[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = []
    for item in details:
        many: object = item.get(f"{key}s")
        found: list[object] = [item.get(key), *(cast("list[object]", many) if isinstance(many, (list, tuple)) else [])]
        checks.extend(dict(cast("dict[str, Any]", check)) for check in found if isinstance(check, dict))
    return checks


def _row_count_checks(details: list[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(checks whose value is a real count, one status check for each that is not).

    A flag or a text is no row count; listing it as one would invent evidence.
    """
    counted: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for item in details:
        for check in _checks([item], "row_count_check"):
            value: object = check.get("value")
            real = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            if real and item.get("artifact_only") is not True and check.get("name"):
                counted.append(check)
            else:
                refused.append({"name": f"row_count:{check.get('name', 'unnamed')}", "status": "not_a_row_count"})
    return counted, refused


def _markdown(evidence: Mapping[str, Any]) -> str:
    facts = ("schema_version", "service", "strategy_mode", "mode", "executed", "status", "state_committed", "live")
    lines = [f"# Replay evidence: {_plain(evidence['action'])} {_plain(evidence['run_id'])}", ""]
    lines += [f"- {name}: {_code(evidence[name])}" for name in (*facts, "artifact_path", "runbook")]
    lines += ["", "## Commands", "", *(f"- {_code(command)}" for command in evidence["commands"])]
    lines += ["", "## Operations", "", *(f"- {_code(operation)}" for operation in evidence["operations"] or ["none"])]
    lines += ["", "## Row count checks", ""]
    lines += _table(evidence["row_count_checks"], ("name", "value", "expected", "status"))
    lines += ["", "## Status checks", "", *_table(evidence["status_checks"], ("name", "status"))]
    lines += ["", "## Messages", ""]
    messages = [item["message"] for item in evidence["diagnostics"].get("diagnostics", ())]
    return "\n".join([*lines, *(f"- {_plain(message)}" for message in messages or ["none"]), ""])


def _table(checks: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    head = [f"| {' | '.join(column.capitalize() for column in columns)} |", f"|{'---|' * len(columns)}"]
    rows = [[_plain(check.get(column, "")) for column in columns] for check in checks]
    return [*head, *(f"| {' | '.join(row)} |" for row in rows or [["none", *[""] * (len(columns) - 1)]])]


def _plain(value: object) -> str:
    """One line of Markdown text in which the value's own characters have no meaning."""
    text = " ".join(str(value).split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text)


def _code(value: object) -> str:
    """A code span that the value's own backticks cannot end."""
    text = " ".join(str(value).split())
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
