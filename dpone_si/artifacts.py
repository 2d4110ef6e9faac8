"""Files of dpone_si on disk: written whole or not at all, read back as JSON or refused with the reason."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

from dpone_si.atomic import replace_file
from dpone_si.errors import ArtifactWriteError, MalformedArtifactError


def write_atomically(path: Path, text: str) -> None:
    """Writes `text` as UTF-8, replacing the file in one step; raises ArtifactWriteError and leaves the old file
    alone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(str(path), text.encode(), durable=True, prepare=lambda new: os.chmod(new, 0o644))
    except OSError as error:
        raise ArtifactWriteError(
            f"the file cannot be written: {error.strerror or type(error).__name__}.",
            path=str(path),
            cure="Make the directory writable or name another one.",
        ) from error


def read_json_object(path: Path, cure: str) -> dict[str, Any]:
    """The JSON object in a file; raises MalformedArtifactError with this cure when there is none."""
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or type(error).__name__}."
    except (ValueError, RecursionError):
        reason = "the file is not JSON in UTF-8."
    else:
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
        reason = "the file holds no JSON object."
    raise MalformedArtifactError(reason, path=str(path), cure=cure)
