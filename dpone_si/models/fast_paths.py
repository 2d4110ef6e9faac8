"""NativeFastPath: one way to move rows in bulk with the tools of both engines."""

from __future__ import annotations

from dpone_si.records import record


@record(frozen=True)
class NativeFastPath:
    """A bulk route from one source type to one sink type.

    `commands` are templates for people to read, never executed. `required_tools` are program or Python package names,
    where `"a or b"` is met by either. `fallback_path` is the id of the route used when a tool is missing.
    """

    path_id: str
    source_type: str
    sink_type: str
    summary: str
    commands: tuple[str, ...]
    required_tools: tuple[str, ...]
    fallback_path: str
    expected_impact: str

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, tuples as lists."""
        return {
            "path_id": self.path_id,
            "source_type": self.source_type,
            "sink_type": self.sink_type,
            "summary": self.summary,
            "commands": list(self.commands),
            "required_tools": list(self.required_tools),
            "fallback_path": self.fallback_path,
            "expected_impact": self.expected_impact,
        }
