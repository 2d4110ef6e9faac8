"""What-if: the outcome of a process under other hints, and where it flips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dpone_lsp.features.wording import authored
from dpone_si.manifest.model.facts import Facts

#: hint as an author writes it -> field of the advisor's context
FIELDS = {
    "estimated_rows": "estimated_rows",
    "changed_percent": "changed_percent",
    "delete_percent": "delete_percent",
    "cdc_enabled": "cdc_available",
    "unique_key": "unique_key",
    "partition_column": "partition_column",
    "incremental_column": "source_cursor",
}
_WRITTEN = {field: hint for hint, field in FIELDS.items()}


class WhatIfError(ValueError):
    """A hint that does not exist or has a value of the wrong kind; the text says which and what is expected."""


def what_if(facts: Facts, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Baseline, outcome under `changes`, and the single-hint flips of the baseline, as plain data.

    The requested mode is taken as `auto`: the question is what dpone would choose. Raises `WhatIfError`.
    """
    from dataclasses import replace

    from dpone_si.advisor import StrategyAdvisor
    from dpone_si.advisor.what_if import compare, margins

    reading = facts.reading
    if reading is None:
        raise WhatIfError("the hints of this process cannot be told from the text")
    context = replace(reading.context, requested_mode="auto")
    changed = replace(context, **{FIELDS[name]: _value(name, value) for name, value in changes.items() if _known(name)})
    advisor = StrategyAdvisor()
    before, after = advisor.advise(context), advisor.advise(changed)
    flips = [
        {
            "hint": _WRITTEN.get(margin.hint, margin.hint),
            "at": _plain(margin.threshold),
            "from": after.strategy_mode,
            "to": margin.strategy_mode,
            "sentence": authored(margin.sentence()),
        }
        for margin in margins(after.trace)
    ]
    differences = [
        {"aspect": change.aspect, "before": _plain(change.before), "after": _plain(change.after)}
        for change in compare(before, after)
    ]
    hints = {name: _plain(getattr(context, field)) for name, field in FIELDS.items()}
    return {
        "process": facts.process.title,
        "hints": hints,
        "baseline": outcome(before),
        "outcome": outcome(after),
        "changes": differences,
        "flips": flips,
        "text": _text(before, after, differences, flips),
    }


def outcome(decision: Any) -> dict[str, Any]:
    """A decision as plain data for a client."""
    batching = decision.adaptive_batching
    return {
        "strategy": decision.strategy_mode,
        "merge_policy": decision.merge_policy,
        "path": decision.native_fast_path,
        "batch_size": batching.initial_batch_size,
        "workers": batching.parallel_workers,
        "gates": [signal.message for signal in decision.safety_gates],
        "warnings": [signal.message for signal in decision.warnings],
        "reasons": [signal.message for signal in decision.reasons],
        "ladder": [
            {
                "rung": step.rung.name,
                "strategy": step.rung.strategy,
                "taken": step.taken,
                "because": authored(step.sentence()),
            }
            for step in relevant_steps(decision.trace)
        ],
    }


def relevant_steps(trace: Any) -> list[Any]:
    """The rungs worth showing: those for another route or another requested mode are left out unless taken."""
    return [
        step
        for step in trace.steps
        if step.taken
        or step.first_failed is None
        or step.first_failed.condition.hint not in ("requested_mode", "source_type")
    ]


def _known(name: str) -> bool:
    if name not in FIELDS:
        raise WhatIfError(f"`{name}` is no hint; known are {', '.join(FIELDS)}")
    return True


def _value(name: str, value: Any) -> Any:
    if value is None or value == "":
        return () if name == "unique_key" else False if name == "cdc_enabled" else None
    if name == "unique_key":
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())
    if name == "cdc_enabled":
        if not isinstance(value, bool):
            raise WhatIfError("`cdc_enabled` is true or false")
        return value
    if name in ("partition_column", "incremental_column"):
        return str(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise WhatIfError(f"`{name}` needs a number, not `{value}`") from None
    return int(number) if name == "estimated_rows" else number


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _text(before: Any, after: Any, differences: list[dict[str, Any]], flips: list[dict[str, Any]]) -> str:
    if before.strategy_mode == after.strategy_mode and not differences:
        head = f"stays {after.strategy_mode}"
    else:
        head = f"{before.strategy_mode} -> {after.strategy_mode}"
    lines = [
        head,
        *(f"- {row['aspect'].replace('_', ' ')}: {_change(row['before'], row['after'])}" for row in differences),
    ]
    if flips:
        lines.append("flips:")
        lines.extend(f"- {row['sentence']}" for row in flips)
    return "\n".join(lines)


def _change(before: Any, after: Any) -> str:
    """`2 -> 4`, or what a list loses and gains."""
    if not isinstance(before, list) or not isinstance(after, list):
        return f"{before} -> {after}"
    rows = [
        ("no longer", [one for one in before if one not in after]),
        ("now", [one for one in after if one not in before]),
    ]
    return ", ".join(f"{word} {', '.join(str(one).replace('_', ' ') for one in some)}" for word, some in rows if some)
