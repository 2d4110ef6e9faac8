"""Blocks that dpone carries along: notes for people and other tools."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(open=True)
class Observability(Shape):
    """Notes for monitoring."""

    artifacts: dict[str, object] = key("Notes on the records of a run.")
    opentelemetry: dict[str, object] = key("Notes for OpenTelemetry.")
    prometheus: dict[str, object] = key("Notes for Prometheus.")


@block(open=True)
class Performance(Shape):
    """Notes on performance."""

    advisor: dict[str, object] = key("Notes for the advisor of batch sizes.")


class NoteKeys(Shape):
    """Notes that are kept as they are."""

    observability: Observability = key("Notes for monitoring, kept as they are.")
    performance: Performance = key("Notes on performance, kept as they are.")
    certification: dict[str, object] = key("Notes on certification, kept as they are.")
    meta: dict[str, object] = key("Free notes; dpone does not read them.")
