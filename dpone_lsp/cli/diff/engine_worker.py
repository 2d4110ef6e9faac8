"""Runs inside the interpreter of an installed dpone: decides contexts with its strategy package, one JSON line each.

Its text is handed to `python -c`. It imports nothing of ours and of dpone only the strategy package, so that any
version that has one can be asked. The first line it writes names the version, or the error that keeps it from starting.
Contexts arrive as the fields of a `StrategyContext`; fields a version does not know are left out and counted.
"""

from __future__ import annotations

import sys

# The folder it runs in must not hide modules of the other installation.
sys.path[:] = filter(None, sys.path)

import json  # noqa: E402
from dataclasses import fields  # noqa: E402
from typing import Any  # noqa: E402


def main() -> None:
    """Answer until standard input ends."""
    answers = sys.stdout
    # Whatever dpone prints must not get between the answers.
    sys.stdout = sys.stderr
    try:
        from importlib.metadata import version

        from dpone.strategy_intelligence.advisor import StrategyAdvisor, StrategyContext  # pyright: ignore

        advisor: Any = StrategyAdvisor()
        known = {field.name for field in fields(StrategyContext)}  # pyright: ignore
        first: dict[str, Any] = {"version": version("dpone")}
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the answer
        answers.write(json.dumps({"error": f"{type(error).__name__}: {error}"}) + "\n")
        return
    answers.write(json.dumps(first) + "\n")
    answers.flush()
    for line in sys.stdin:
        context: dict[str, Any] = json.loads(line)
        context["unique_key"] = tuple(context.get("unique_key") or ())
        dropped = sorted(name for name in context if name not in known)
        try:
            decision = advisor.advise(
                StrategyContext(**{name: value for name, value in context.items() if name in known})
            )
            answer = row(decision)
        except Exception as error:  # noqa: BLE001 - a refusal is an answer
            answer = {"refused": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps({**answer, "dropped": dropped}) + "\n")
        answers.flush()


def row(decision: Any) -> dict[str, Any]:
    """The parts of a decision that make an outcome; what a version does not have stays empty."""
    batching = getattr(decision, "adaptive_batching", None)
    return {
        "strategy": str(getattr(decision, "strategy_mode", "")),
        "merge_policy": getattr(decision, "merge_policy", None) or "",
        "path": path_of(getattr(decision, "native_fast_path", None)),
        "batch_size": getattr(batching, "initial_batch_size", 0) or 0,
        "workers": getattr(batching, "parallel_workers", 0) or 0,
        "gates": [str(getattr(signal, "code", signal)) for signal in getattr(decision, "safety_gates", ())],
        "reasons": [str(getattr(signal, "code", signal)) for signal in getattr(decision, "reasons", ())],
    }


def path_of(path: Any) -> str:
    """The id of a fast path, whether the version hands it over bare or in an object."""
    return str(getattr(path, "path_id", None) or getattr(path, "id", None) or path or "")


if __name__ == "__main__":
    main()
