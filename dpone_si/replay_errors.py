"""What replay and its connectors raise: bad requests, refused plans and engine failures, each with a stable code and
the cure.
"""

from __future__ import annotations

from typing import ClassVar

from dpone_si.errors import StrategyIntelligenceError


class ReplayError(StrategyIntelligenceError):
    """Base of every replay error; `code` is stable and meant for programs, the message for people."""

    code: ClassVar[str] = "replay_error"


class ReplayRequestError(ReplayError, ValueError):
    """A field of the replay request is missing or cannot be used."""

    code = "replay_request_invalid"


class UnknownReplaySinkError(ReplayRequestError):
    """No replay adapter or backend exists for the sink type."""

    code = "replay_sink_unknown"


class EmptyReplayScopeError(ReplayRequestError):
    """The request names neither partitions nor keys, so nothing may be deleted or replaced."""

    code = "replay_scope_empty"


class InvalidIdentifierError(ReplayRequestError):
    """A schema, table, column or topic name is not one this project will put into a statement."""

    code = "replay_identifier_invalid"


class ReplayConnectionError(ReplayError):
    """The connection of the sink is not configured, or its driver is not installed."""

    code = "replay_connection_missing"


class MalformedReplayArtifactError(ReplayError, ValueError):
    """A replay artifact on disk cannot be read back as a request."""

    code = "replay_artifact_malformed"


class ReplayArtifactWriteError(ReplayError, OSError):
    """A replay artifact could not be written, so nothing was executed or its outcome is recorded nowhere."""

    code = "replay_artifact_unwritable"


class ReplayRefusedError(ReplayError):
    """The backend looked at staging, target or state and will not go on; nothing was changed by this step."""

    code = "replay_refused"


class ReplayClientError(ReplayError, TypeError):
    """The injected client lacks an ability that this replay cannot do safely without."""

    code = "replay_client_unfit"


class ReplayEngineError(ReplayError):
    """The engine or broker reported an error; its text is kept with every known secret removed."""

    code = "replay_engine_failed"
