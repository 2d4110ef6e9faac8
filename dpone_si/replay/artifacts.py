"""Files that replay leaves behind: written atomically, never over another run's file, under names safe everywhere."""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from pathlib import Path

from dpone_si.replay_errors import ReplayArtifactWriteError

_LONGEST_STEM = 80
_MOST_ATTEMPTS = 100_000


def safe_name(value: str) -> str:
    """A file-name part for `value`: ASCII letters, digits, `-` and `_`, at most 80 characters.

    A value that has to be changed gets a short digest of its exact text, so `a/b` and `a_b` do not share a name.
    """
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_") else "_" for char in value)
    if plain == value and 0 < len(plain) <= _LONGEST_STEM:
        return plain
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain[:_LONGEST_STEM].strip('_') or 'run'}-{digest}"


def publish_new(directory: Path, stem: str, suffix: str, text: str) -> Path:
    """Write `text` to `<stem><suffix>` in `directory`, or to `<stem>.2<suffix>`, `.3` ... when that name is taken.

    The file appears whole or not at all, and an existing file is never replaced, also when two runs race.
    Raises ReplayArtifactWriteError when the directory cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        staged = _stage(directory, text)
        try:
            for attempt in range(1, _MOST_ATTEMPTS):
                path = directory / (f"{stem}{suffix}" if attempt == 1 else f"{stem}.{attempt}{suffix}")
                if _claim(staged, path):
                    return path
        finally:
            with contextlib.suppress(FileNotFoundError):
                staged.unlink()
    except OSError as error:
        raise _unwritable(directory, error) from error
    raise ReplayArtifactWriteError(
        f"{directory} already holds {_MOST_ATTEMPTS - 1} artifacts named {stem}.",
        key="artifact_dir",
        cure="Archive the old artifacts or name another directory.",
    )


def replace_own(path: Path, text: str) -> None:
    """Atomically replace a file that this same run published before."""
    try:
        staged = _stage(path.parent, text)
        try:
            os.replace(staged, path)
        except OSError:
            staged.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def _stage(directory: Path, text: str) -> Path:
    staged = directory / f".replay-{uuid.uuid4().hex}.part"
    try:
        with staged.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged


def _claim(staged: Path, path: Path) -> bool:
    """Give the staged file its final name unless that name exists; a hard link does both in one step."""
    try:
        os.link(staged, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links here (FAT, some network shares): take the name exclusively, then move the finished file over it.
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        os.replace(staged, path)
    return True


def _unwritable(directory: Path, error: OSError) -> ReplayArtifactWriteError:
    return ReplayArtifactWriteError(
        f"Replay artifacts cannot be written to {directory}: {error.strerror or type(error).__name__}.",
        key="artifact_dir",
        cure="Make the directory writable or name another one.",
    )
