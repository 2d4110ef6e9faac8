"""The settings a project can write: one table that reads them, checks them and makes their JSON Schema.

`python -m dpone_lsp.settings.schema` writes the schema file that ships with the package.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Final

from dpone_si.records import record

SCHEMA_FILE: Final = os.path.join(os.path.dirname(__file__), "dpone-lint.schema.json")
#: The copy that the extension ships, in a checkout.
_IN_THE_EXTENSION: Final = os.path.join(
    os.path.dirname(__file__), "..", "..", "vscode-extension", "schemas", "dpone-lint.schema.json"
)

SEVERITY_WORDS: Final = ("error", "warning", "information", "hint")
#: The conditions of a declarative rule, with the JSON Schema of what they are compared with.
CONDITIONS: Final[dict[str, dict[str, Any]]] = {
    "missing": {"const": True},
    "present": {"const": True},
    "equals": {},
    "not-equals": {},
    "matches": {"type": "string"},
    "not-matches": {"type": "string"},
    "one-of": {"type": "array", "minItems": 1},
    "not-one-of": {"type": "array", "minItems": 1},
}


@record(frozen=True)
class Key:
    """One setting: its sentence and its kind ("names", "texts", "flag", "word", "table", "tables", "rules")."""

    sentence: str
    kind: str
    #: JSON Schema of the value, for kinds that say less than it.
    schema: dict[str, Any]
    words: tuple[str, ...] = ()


_TEXT: Final[dict[str, Any]] = {"type": "string", "minLength": 1}
_TEXTS: Final[dict[str, Any]] = {"type": "array", "items": _TEXT}
_NAMES: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"type": "string", "minLength": 1, "description": "Name, code, alias or group of a rule, or `all`."},
}

KEYS: Final[dict[str, Key]] = {
    "select": Key("Run only these rules: names, codes, aliases or groups.", "names", _NAMES),
    "ignore": Key("Do not run these rules.", "names", _NAMES),
    "tier": Key("`strict` adds the rules for the careful.", "word", {}, ("default", "strict")),
    "severity": Key(
        "How loud a rule is, by its name, code, alias or group.",
        "table",
        {"type": "object", "additionalProperties": {"enum": list(SEVERITY_WORDS)}},
    ),
    "per-file-ignores": Key(
        "Glob of paths (relative to the settings file) -> rules that do not speak there.",
        "table",
        {"type": "object", "additionalProperties": _NAMES},
    ),
    "exclude": Key("Globs of paths that are not read when folders are searched.", "texts", _TEXTS),
    "require-reason": Key("Every suppression comment must say why.", "flag", {"type": "boolean"}),
    "rules": Key(
        "Options of single rules: a table per rule.",
        "rules",
        {},
    ),
    "plugins": Key(
        "Python modules with rules: files below the settings file, dotted names, names of entry points, or `*` for all "
        "of those.",
        "texts",
        _TEXTS,
    ),
    "custom-rules": Key(
        "Rules of this project that need no code: a key path, a condition and a message.",
        "tables",
        {"type": "array", "items": {"$ref": "#/$defs/custom-rule"}},
    ),
}

#: Keys of one entry of `custom-rules` besides the condition: schema, and True when it must be there.
ENTRY_KEYS: Final[dict[str, tuple[dict[str, Any], bool, str]]] = {
    "name": (
        {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        True,
        "Name of the rule, in small letters and dashes.",
    ),
    "key": (_TEXT, True, "Key path in the effective process, such as `sink.options.table_labels.owner`."),
    "message": (_TEXT, True, "What the finding says."),
    "severity": ({"enum": list(SEVERITY_WORDS)}, False, "How loud it is; `warning` unless said otherwise."),
    "why": (_TEXT, False, "Why the rule exists; shown on its page."),
    "sinks": (_TEXTS, False, "Only for these sink types."),
    "sources": (_TEXTS, False, "Only for these source types."),
    "modes": (_TEXTS, False, "Only for these strategy modes (`auto` compiled)."),
    "forms": (_TEXTS, False, "Only in manifests of these forms: single, batch, flow."),
    "fires": (
        _TEXTS,
        False,
        "Example manifests in which the rule must speak, with `# ^^^ message` lines under the place.",
    ),
    "silent": (_TEXTS, False, "Example manifests in which the rule must be silent."),
}


def schema() -> dict[str, Any]:
    """The JSON Schema of `dpone-lint.toml` and of the table `[tool.dpone-lint]`."""
    from dpone_lsp.rules.options import rules_schema

    properties: dict[str, Any] = {}
    for name, key in KEYS.items():
        shape = rules_schema() if key.kind == "rules" else {"enum": list(key.words)} if key.words else key.schema
        properties[name] = {"description": key.sentence, **shape}
    entry: dict[str, Any] = {
        name: {"description": sentence, **shape} for name, (shape, _, sentence) in ENTRY_KEYS.items()
    }
    for name, shape in CONDITIONS.items():
        entry[name] = {"description": f"The rule speaks when the value is {_READS[name]}.", **shape}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of dpone-lint",
        "description": "`dpone-lint.toml`, or the table `[tool.dpone-lint]` of `pyproject.toml`.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {
            "custom-rule": {
                "type": "object",
                "properties": entry,
                "required": [name for name, (_, needed, _) in ENTRY_KEYS.items() if needed],
                "oneOf": [{"required": [name]} for name in CONDITIONS],
                "additionalProperties": False,
            }
        },
    }


_READS: Final = {
    "missing": "absent",
    "present": "there",
    "equals": "this",
    "not-equals": "there and not this",
    "matches": "text in which this regular expression is found",
    "not-matches": "text in which this regular expression is not found",
    "one-of": "one of these",
    "not-one-of": "there and none of these",
}


def schema_text() -> str:
    """The schema file."""
    import json

    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    from dpone_si.atomic import replace_file

    for place in (SCHEMA_FILE, _IN_THE_EXTENSION):
        if os.path.isdir(os.path.dirname(place)):
            replace_file(place, schema_text().encode(), prepare=lambda new: os.chmod(new, 0o644))
    return 0


if __name__ == "__main__":
    sys.exit(main())
