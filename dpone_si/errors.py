"""What dpone_si raises for input it cannot work with: each error names the thing, the reason and the cure."""

from __future__ import annotations

from typing import ClassVar


class StrategyIntelligenceError(Exception):
    """Base of every error that a user's input can cause.

    `key` is the dotted manifest key (or the argument) at fault, `cure` one sentence that says what to write instead,
    `path` and `line` (1-based) the place in a file when there is one.
    """

    def __init__(
        self,
        message: str,
        *,
        key: str | None = None,
        cure: str = "",
        path: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.cure = cure
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        head = ": ".join(part for part in (place, self.key) if part)
        text = f"{head}: {self.message}" if head else self.message
        return f"{text} {self.cure}" if self.cure else text


class UnknownModeError(StrategyIntelligenceError, ValueError):
    """`sink.strategy.mode` is no mode of dpone."""


class HintValueError(StrategyIntelligenceError, ValueError):
    """A strategy hint has a value that cannot be read, for example `estimated_rows: 50k`."""


class NativeOptionError(StrategyIntelligenceError, ValueError):
    """An option of a native transfer route has a value dpone refuses."""


class LoadConfigError(StrategyIntelligenceError, ValueError):
    """A process cannot be turned into a LoadConfig."""


class UniqueKeyConflictError(LoadConfigError):
    """Several places declare a unique key and they disagree."""


class RepairRequestError(StrategyIntelligenceError, ValueError):
    """A repair plan was asked for a run that cannot be described: an unknown strategy or sink, an empty run id."""


class BatchBoundsError(StrategyIntelligenceError, ValueError):
    """The bounds of an adaptive batch size contradict each other."""


class MalformedArtifactError(StrategyIntelligenceError, ValueError):
    """A file this project wrote before, or is asked to read, does not hold what it should."""


class ArtifactWriteError(StrategyIntelligenceError, OSError):
    """An artifact could not be written."""


class ManifestReadError(StrategyIntelligenceError, ValueError):
    """A file holds no manifest that could be advised on, or lacks the process that was asked for."""


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
