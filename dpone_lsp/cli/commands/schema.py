"""`dpone-lint schema FORM`: a JSON Schema that, unlike dpone's own, accepts what dpone runs."""

from __future__ import annotations

import argparse
import json
import sys

from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "print the JSON Schema of a document form"


def main(arguments: list[str]) -> int:
    """Run the command."""
    from dpone_si.manifest.structure import FORMS
    from dpone_si.manifest.structure.json_schema import schema_for

    parser = argparse.ArgumentParser(prog="dpone-lint schema", description=SUMMARY)
    parser.add_argument("form", choices=sorted(FORMS))
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(schema_for(options.form), indent=2, ensure_ascii=False) + "\n")
    return CLEAN
