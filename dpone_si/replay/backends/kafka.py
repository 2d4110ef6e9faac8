"""Kafka: one event per partition with an id of its own; appended, read back, never overwritten."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dpone_si.replay.adapters import ReplayBackend, ReplayBackendResult
from dpone_si.replay.backends.clients import ReplayKafkaClient, ability
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.results import NOT_VALIDATED, failed, passed
from dpone_si.replay_errors import (
    EmptyReplayScopeError,
    InvalidIdentifierError,
    ReplayEngineError,
    ReplayRefusedError,
    ReplayRequestError,
)

if TYPE_CHECKING:
    from dpone_si.replay.request import ReplayExecutionRequest

MOST_EVENTS = 10_000
LONGEST_PARTITION = 1_000
"""Bytes of a partition value; keeps an event far below the default message size limit of one megabyte."""

_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")


@dataclass(slots=True)
class _Prepared:
    events: tuple[dict[str, Any], ...]
    committed: bool = False
    produced: bool = False
    reconciled: bool = False


class KafkaLiveReplayBackend(ReplayBackend):
    """Appends one replay event per partition to `topic` and commits the state once all of them are read back.

    A consumer must drop events whose `event_id` it has seen: after a crash between broker and producer an event can
    be in the log twice. With a client that reads the topic, a rerun produces only the events that are missing.
    """

    def __init__(self, *, client: ReplayKafkaClient, topic: str) -> None:
        if not _TOPIC.fullmatch(topic) or topic in {".", ".."}:
            raise InvalidIdentifierError(
                f"{topic!r} is no Kafka topic name.",
                key="topic",
                cure="Use up to 249 ASCII letters, digits, `.`, `_` and `-`.",
            )
        self._client = client
        self._topic = topic
        self._prepared: dict[str, _Prepared] = {}

    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Check that the events are bounded, that the state can be kept, and that no other plan of the run was sent."""
        self._prepared.pop(request.run_id, None)
        events = replay_events(request, self._topic)
        state_status = ability(self._client, "state_status")
        committed = False
        if state_status is not None:
            committed = bool(guarded("The replay state could not be read", state_status, request.run_id))
        prepared = _Prepared(events, committed)
        self._check_earlier(request, events)
        self._prepared[request.run_id] = prepared
        if committed:
            return passed("staging", "the run is committed already; nothing is left to do", already_committed=True)
        return passed("event_payload_bounded", f"{len(events)} events are planned, one per partition")

    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        del request
        return failed("finalizer", "a Kafka topic has no table to finalise; events are produced instead")

    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Produce every event that is not in the topic yet; passes only if each one was acknowledged."""
        prepared = self._prepared.get(request.run_id)
        if prepared is None:
            return failed("events", NOT_VALIDATED)
        if prepared.committed:
            return passed("events", "nothing to produce: the run was committed before")
        there = self._ids_in_topic(request.run_id) or set()
        missing = [event for event in prepared.events if event["event_id"] not in there]
        counts = ability(self._client, "delivery_counts")
        before = counts() if counts else (0, 0, 0)
        for event in missing:
            guarded("An event could not be produced", self._client.produce, self._topic, event)
        left = guarded("The events could not be delivered", self._client.flush) if missing else 0
        if left:
            return failed("events", f"{left} of {len(missing)} events were not acknowledged in time")
        if counts:
            produced, delivered, refused = (now - then for now, then in zip(counts(), before, strict=True))
            if refused or produced != len(missing) or delivered != len(missing):
                return failed("events", f"{delivered} of {len(missing)} events were acknowledged, {refused} refused")
        prepared.produced = True
        skipped = len(prepared.events) - len(missing)
        return passed("events", f"{len(missing)} events were produced, {skipped} were in the topic already")

    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Compare the event ids in the topic with the planned ones; without reading, compare their number."""
        prepared = self._prepared.get(request.run_id)
        if prepared is None:
            return failed("reconciliation", NOT_VALIDATED)
        prepared.reconciled = False
        if prepared.committed:
            prepared.reconciled = True
            return passed("reconciliation", "the run was reconciled before it was committed")
        if not prepared.produced:
            return failed("reconciliation", "the events have not been produced, so there is nothing to reconcile")
        planned = {str(event["event_id"]) for event in prepared.events}
        found = self._ids_in_topic(request.run_id)
        if found is None:
            return self._reconcile_by_count(request, prepared, len(planned))
        details = {
            "row_count_check": {
                "name": "events_in_topic",
                "value": len(found),
                "expected": len(planned),
                "status": "passed" if found == planned else "failed",
            },
            "event_ids_sha256": _digest(found),
        }
        if found != planned:
            message = f"{len(planned - found)} planned events are not in the topic, {len(found - planned)} are strange"
            return failed("reconciliation", message, **details)
        prepared.reconciled = True
        return passed("reconciliation", f"all {len(planned)} events are in the topic", **details)

    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Ask the client to commit; anything but 1 means the state is not known to be committed."""
        prepared = self._prepared.get(request.run_id)
        if prepared is None or not prepared.reconciled:
            return failed("state_commit", "the run has not been reconciled, so its state stays as it is")
        if prepared.committed:
            return passed("state_commit", "the state was committed before", already_committed=True)
        command = f"state_commit:{request.run_id}"
        if _answer(guarded("Committing the replay state failed", self._client.scalar, command)) != 1:
            return failed("state_commit", "the state of the run is not committed; repeat the replay")
        prepared.committed = True
        return passed("state_commit", "the state of the run is committed")

    def _reconcile_by_count(
        self, request: ReplayExecutionRequest, prepared: _Prepared, planned: int
    ) -> ReplayBackendResult:
        command = f"kafka_reconcile:{request.run_id}"
        answer = _answer(guarded("The events could not be counted", self._client.scalar, command))
        if answer is None:
            raise ReplayEngineError("The client did not say how many events of the run are in the topic.")
        check = {"name": "events_in_topic", "value": answer, "expected": planned}
        if answer != planned:
            message = f"the client counts {answer} distinct events of the run in the topic, planned are {planned}"
            return failed("reconciliation", message, row_count_check={**check, "status": "failed"})
        prepared.reconciled = True
        message = f"the client counts all {planned} events in the topic"
        return passed("reconciliation", message, row_count_check={**check, "status": "passed"})

    def _ids_in_topic(self, run_id: str) -> set[str] | None:
        events = self._events_in_topic(run_id)
        return None if events is None else {str(event.get("event_id")) for event in events}

    def _events_in_topic(self, run_id: str) -> Sequence[Mapping[str, Any]] | None:
        read = ability(self._client, "read_events")
        if read is None:
            return None
        return guarded("The topic could not be read back", read, self._topic, run_id)

    def _check_earlier(self, request: ReplayExecutionRequest, events: tuple[dict[str, Any], ...]) -> None:
        plan = events[0]["plan_hash"]
        earlier = self._events_in_topic(request.run_id) or ()
        if any(event.get("plan_hash") != plan for event in earlier):
            raise ReplayRefusedError(
                f"Events of run {request.run_id} with other partitions are in the topic already.",
                key="partitions",
                cure="Repeat the replay with the partitions of the first attempt, or use a new run id.",
            )


def replay_events(request: ReplayExecutionRequest, topic: str) -> tuple[dict[str, Any], ...]:
    """The events of a request, in the order of its partitions. Equal requests give equal ids, whoever produces them.

    Raises EmptyReplayScopeError or ReplayRequestError.
    """
    if not request.partitions:
        raise EmptyReplayScopeError(
            "No partition is named, so there is no event to produce.",
            key="partitions",
            cure="Name every partition to replay, for example --partition 2024-01-01.",
        )
    if len(request.partitions) > MOST_EVENTS:
        raise ReplayRequestError(
            f"{len(request.partitions)} partitions are more than one replay produces.",
            key="partitions",
            cure=f"Replay at most {MOST_EVENTS} partitions at a time.",
        )
    for value in request.partitions:
        if not value.strip() or len(value.encode()) > LONGEST_PARTITION:
            raise ReplayRequestError(
                f"A partition value is empty or longer than {LONGEST_PARTITION} bytes.",
                key="partitions",
                cure="Use the short value that names the partition.",
            )
    if len(set(request.partitions)) != len(request.partitions):
        raise ReplayRequestError(
            "A partition is named more than once.", key="partitions", cure="Name each partition once."
        )
    plan = _digest([topic, request.run_id, request.strategy_mode, *request.partitions])
    return tuple(
        {
            "op": "replay",
            "event_id": _digest([request.run_id, partition, "0"]),
            "run_id": request.run_id,
            "strategy": request.strategy_mode,
            "partition": partition,
            "partitions": [partition],
            "chunk": 0,
            "seq": number,
            "total": len(request.partitions),
            "plan_hash": plan,
        }
        for number, partition in enumerate(request.partitions, start=1)
    )


def _answer(value: object) -> int | None:
    """The number a client answered with; a flag is none, because `True` says nothing about how many."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _digest(parts: list[str] | set[str]) -> str:
    listed = sorted(parts) if isinstance(parts, set) else parts
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()
