"""Asks the real dpone 0.88.0 what it makes of a manifest.

`OracleClient` keeps one worker process (`tests/oracle/worker.py`) alive in an environment where dpone is installed and
asks it as often as needed: the start costs up to three seconds, a question some milliseconds. Paths must be absolute.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.oracle.answers import (
    Examination,
    Failure,
    Objection,
    Plan,
    RenderedProcess,
    Verdict,
    failure_of,
    plan_of,
    verdict_of,
)
from tests.oracle.tagging import decode, encode

DPONE_VERSION = "0.88.0"
PYTHON_VARIABLE = "DPONE_ORACLE_PYTHON"
CHECKOUT = Path(__file__).resolve().parents[2]
INSTALLED_PYTHON = CHECKOUT / ".cache" / "oracle" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class OracleUnavailableError(Exception):
    """No environment with the right dpone was found; the message names the cure."""


class OracleTimeoutError(Exception):
    """The worker did not answer in time; it was stopped and the next question starts a new one."""


class OracleDiedError(Exception):
    """The worker ended without an answer; the message holds the end of what it wrote to standard error."""


class OracleError(Exception):
    """dpone raised while it answered; `failure` says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.status}: {failure.type}: {failure.message}")
        self.failure = failure


def oracle_python() -> Path:
    """Return the interpreter that has dpone: `DPONE_ORACLE_PYTHON`, else `.cache/oracle` of the checkout.

    Raises OracleUnavailableError when neither exists.
    """
    named = os.environ.get(PYTHON_VARIABLE)
    python = Path(named) if named else INSTALLED_PYTHON
    if not python.exists():
        place = f"{PYTHON_VARIABLE} names {named}" if named else "there is no .cache/oracle in the checkout"
        raise OracleUnavailableError(
            f"dpone {DPONE_VERSION} is not at hand: {place}; `python tests/oracle/install.py` sets it up"
        )
    return python


class OracleClient:
    """A conversation with dpone: a context manager that starts on the first question and again when it died.

    `timeout` is the number of seconds one question may take, `start_timeout` that for the first, which imports dpone.
    """

    def __init__(self, python: Path | None = None, *, timeout: float = 30.0, start_timeout: float = 120.0) -> None:
        self._python = python
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the worker. A later question starts a new one."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def ask(
        self,
        operation: str,
        *,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        **arguments: Any,
    ) -> Any:
        """Ask one question; see `OPERATIONS` in the worker. Raises OracleError when dpone raises."""
        worker = self._worker or self._start()
        question = {
            "operation": operation,
            "arguments": encode(arguments),
            "environment": dict(env or {}),
            "cwd": str(cwd) if cwd else None,
        }
        try:
            answer = worker.ask(question, self._timeout)
        except (OracleTimeoutError, OracleDiedError):
            self.close()
            raise
        if "error" in answer:
            raise OracleError(failure_of(answer["error"]))
        return decode(answer["value"])

    def version(self) -> dict[str, str]:
        """The versions of `dpone` and of its `python`."""
        return self.ask("version")

    def validate(
        self,
        path: Path,
        *,
        profile: str | None = None,
        registry: Iterable[Path] = (),
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> Verdict:
        """`dpone manifest validate`; never raises for what dpone makes of the file."""
        paths = tuple(_absolute(item) for item in registry)
        return verdict_of(self.ask("validate", path=_absolute(path), profile=profile, registry=paths, env=env, cwd=cwd))

    def examine(self, path: Path, *, plans: bool = False, env: Mapping[str, str | None] | None = None) -> Examination:
        """`validate`, `render_all` and, when asked for, `plan_all` from one reading of the file."""
        answer = self.ask("examine", path=_absolute(path), plans=plans, env=env)
        return Examination(
            verdict_of(answer["verdict"]),
            tuple(RenderedProcess(**row) for row in answer["processes"]),
            tuple(plan_of(row) for row in answer["plans"]),
        )

    def list_processes(self, path: Path, *, env: Mapping[str, str | None] | None = None) -> list[dict[str, Any]]:
        """`dpone manifest list`: `kind`, `selector`, `name`, `task_group`, `source` and `sink` of each process."""
        return self.ask("list", path=_absolute(path), env=env)

    def render_all(
        self, path: Path, *, registry: Iterable[Path] = (), env: Mapping[str, str | None] | None = None
    ) -> list[RenderedProcess]:
        """`dpone manifest render --all`: every process with its effective values, in order."""
        paths = tuple(_absolute(item) for item in registry)
        rows = self.ask("render_all", path=_absolute(path), registry=paths, env=env)
        return [RenderedProcess(**row) for row in rows]

    def plan(
        self,
        path: Path,
        selector: str | None = None,
        *,
        payload: bool = False,
        env: Mapping[str, str | None] | None = None,
    ) -> Plan:
        """`dpone plan --explain-strategy` for one process; `payload` keeps all that the command prints."""
        return plan_of(self.ask("plan", path=_absolute(path), selector=selector, payload=payload, env=env))

    def plan_all(self, path: Path, *, payload: bool = False, env: Mapping[str, str | None] | None = None) -> list[Plan]:
        """`plan` for every process of a file, in order, also where selectors repeat."""
        return [plan_of(row) for row in self.ask("plan_all", path=_absolute(path), payload=payload, env=env)]

    def compile(self, process: Mapping[str, Any], *, base_path: Path | None = None) -> dict[str, Any]:
        """The fields of the `LoadConfig` that dpone's builder makes of one process mapping.

        The stored decision is at `["options"]["strategy_intelligence"]["decision"]`.
        """
        return self.ask("compile", process=dict(process), base_path=str(base_path) if base_path else None)

    def runtime_check(self, process: Mapping[str, Any], *, manifest_dir: Path | None = None) -> list[Objection]:
        """What dpone's runtime refuses about an effective process, asked without any connection.

        The checks and their order are in `worker_runtime.CHECKS`; a `connection_ref` counts as resolvable.
        """
        folder = _absolute(manifest_dir) if manifest_dir else None
        return [Objection(**row) for row in self.ask("runtime_check", process=dict(process), manifest_dir=folder)]

    def load_yaml(self, text: str) -> Any:
        """What dpone's YAML loader makes of `text`; raises OracleError for a syntax error."""
        return self.ask("load_yaml", text=text)

    def advise(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The advisor's decision for a `StrategyContext` given by its fields (`source_type`, `sink_type`, ...)."""
        return self.ask("advise", **context)

    def advise_manifest(self, path: Path, **flags: Any) -> dict[str, Any]:
        """`dpone strategy advise`; flags: estimated_rows, changed_percent, delete_percent, cdc_available."""
        return self.ask("advise_manifest", path=_absolute(path), **flags)

    def certification_matrix(self) -> list[dict[str, Any]]:
        """Every entry of the strategy certification matrix, in order."""
        return self.ask("certification_matrix")

    def fast_paths(self) -> list[dict[str, Any]]:
        """The native fast path catalog, in order; the last entry is the default."""
        return self.ask("fast_paths")

    def parse_command(self, argv: Iterable[str]) -> tuple[bool, str, dict[str, Any]]:
        """Whether the `dpone` parser accepts these words, else its complaint, and the arguments it read."""
        answer = self.ask("parse_command", argv=[*argv])
        return answer["accepted"], answer["error"], answer["arguments"]

    def call(self, target: str, *args: Any, **kwargs: Any) -> Any:
        """Call anything in the package: `module:function`, `module:NAME` or `module:Class.method` on a fresh `Class()`.

        Arguments may be `tagging.new("module:Class", ...)`; results come back as plain data (`to_dict`, fields).
        """
        return self.ask("call", target=target, args=[*args], kwargs=kwargs)

    def _start(self) -> _Worker:
        worker = _Worker(self._python or oracle_python())
        try:
            answer = worker.ask({"operation": "version", "arguments": {}}, self._start_timeout)
        except (OracleTimeoutError, OracleDiedError):
            worker.stop()
            raise
        found = answer.get("value", {}).get("dpone")
        if found != DPONE_VERSION:
            worker.stop()
            raise OracleUnavailableError(f"the oracle has dpone {found}, the tests compare with {DPONE_VERSION}")
        self._worker = worker
        return worker


class _Worker:
    """One worker process; a thread reads its answers so that a question can time out on every platform."""

    def __init__(self, python: Path) -> None:
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker, closed by stop()
        self._process = subprocess.Popen(
            [str(python), "-I", "-B", "-X", "utf8", str(Path(__file__).with_name("worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
            cwd=tempfile.gettempdir(),
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._asked = 0
        threading.Thread(target=self._read, name="oracle-answers", daemon=True).start()

    def ask(self, question: dict[str, Any], timeout: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._asked += 1
        line = json.dumps({"id": self._asked, **question}, ensure_ascii=True) + "\n"
        try:
            self._process.stdin.write(line.encode("ascii"))
            self._process.stdin.flush()
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise OracleTimeoutError(f"no answer to {question['operation']!r} within {timeout:g} s") from None
        except OSError:
            answer = None
        if answer is None:
            raise OracleDiedError(f"the oracle ended while asked {question['operation']!r}: {self._last_words()}")
        return json.loads(answer)

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._noise.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with suppress(ValueError):  # the pipe is closed under the reader when the worker is stopped
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put(None)

    def _last_words(self, limit: int = 2000) -> str:
        self._process.wait(timeout=5)
        size = self._noise.seek(0, os.SEEK_END)
        self._noise.seek(max(0, size - limit))
        return self._noise.read().decode("utf-8", "replace").strip() or f"exit status {self._process.returncode}"


def _absolute(path: Path) -> str:
    if not path.is_absolute():
        raise ValueError(f"the oracle runs in its own directory: give an absolute path instead of {path}")
    return str(path)


if __name__ == "__main__":
    with OracleClient() as client:
        print(json.dumps(client.version()), file=sys.stdout)
