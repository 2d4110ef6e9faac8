"""What dpone_si raises for input it cannot work with: each error names the thing, the reason and the cure."""

from __future__ import annotations


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
