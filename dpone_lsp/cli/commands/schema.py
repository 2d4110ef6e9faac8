"""`dpone-lint schema NAME`: JSON Schemas: of a document form (derived from the structure that is checked), of our
reports and settings.
"""

from __future__ import annotations

import sys

from dpone_lsp.cli.arguments import Command, parse
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "print the JSON Schema of a document form, of a report or of the settings"

COMMAND = Command(
    "schema",
    SUMMARY,
    (),
    "NAME",
    "a document form (batch, flow, ...), a report (report, diff, fleet) or `settings`",
    1,
    1,
)
_ENDING = ".schema.json"


def main(arguments: list[str]) -> int:
    """Run the command."""
    from importlib import resources

    name = parse(COMMAND, arguments).positional[0]
    folder = resources.files("dpone_lsp.cli").joinpath("schemas")
    own = {file.name.removesuffix(_ENDING): file for file in folder.iterdir() if file.name.endswith(_ENDING)}
    if name == "settings":
        from dpone_lsp.settings.schema import schema_text

        sys.stdout.write(schema_text())
    elif name in own:
        sys.stdout.write(own[name].read_text(encoding="utf-8"))
    else:
        sys.stdout.write(_form(name, (*own, "settings")))
    return CLEAN


def _form(name: str, others: tuple[str, ...]) -> str:
    import json

    from dpone_si.manifest.structure import FORMS
    from dpone_si.manifest.structure.json_schema import schema_for

    if name not in FORMS:
        raise UsageError(f"there is no schema `{name}`. Schemas: {', '.join(sorted((*FORMS, *others)))}")
    return json.dumps(schema_for(name), indent=2, ensure_ascii=False) + "\n"
