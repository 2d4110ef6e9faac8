"""Options of single rules: which there are, what a value must be, and how to say so. The declarations stand with the rules."""

from __future__ import annotations

from typing import Any, Final

from dpone_lsp.model.rule import RuleOption

_WORDS: Final = {"texts": "a list of texts", "whole": "a whole number", "number": "a number"}
_CURES: Final = {
    "texts": 'Write it as ["one", "two"]',
    "whole": "Write digits without quotes",
    "number": "Write digits without quotes",
}


def value_fault(option: RuleOption, value: object) -> tuple[str, str] | None:
    """What is wrong with a value, and the cure; None when it can be used."""
    if option.kind == "texts":
        sound = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)  # pyright: ignore[reportUnknownVariableType]
    else:
        sound = isinstance(value, int if option.kind == "whole" else (int, float)) and not isinstance(value, bool)
    if not sound:
        return f"this must be {_WORDS[option.kind]}", _CURES[option.kind]
    low, high = option.low, option.high
    if isinstance(value, (int, float)) and ((low is not None and value < low) or (high is not None and value > high)):
        return f"this must be {bounds(option)}", f"The default is {option.default}"
    return None


def bounds(option: RuleOption) -> str:
    """The bounds of a number in words; '' when it has none."""
    if option.low is not None and option.high is not None:
        return f"from {option.low:g} to {option.high:g}"
    return (
        f"{option.low:g} or more"
        if option.low is not None
        else f"{option.high:g} or less"
        if option.high is not None
        else ""
    )


def kind_words(option: RuleOption) -> str:
    """The kind of its values in words, with the bounds."""
    limits = bounds(option)
    return f"{_WORDS[option.kind]}, {limits}" if limits else _WORDS[option.kind]


def default_words(option: RuleOption) -> str:
    """The default as it would be written in the settings."""
    return "[]" if option.kind == "texts" and not option.default else str(option.default)


def option_schema(option: RuleOption) -> dict[str, Any]:
    """The JSON Schema of one option."""
    if option.kind == "texts":
        shape: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
    else:
        shape = {"type": "integer" if option.kind == "whole" else "number"}
        shape |= {
            word: limit for word, limit in (("minimum", option.low), ("maximum", option.high)) if limit is not None
        }
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return {"description": option.sentence, **shape, "default": default}


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of the table of all rules: those with options, and any that a project adds."""
    from dpone_lsp.rules import catalogue

    tables = {
        name: {
            "type": "object",
            "description": f"Options of `{name}`: {entry.rule.summary}",
            "properties": {option.name: option_schema(option) for option in entry.rule.options},
            "additionalProperties": False,
        }
        for name, entry in sorted(catalogue().items())
        if entry.rule.options
    }
    return {"type": "object", "properties": tables, "additionalProperties": {"type": "object"}}
