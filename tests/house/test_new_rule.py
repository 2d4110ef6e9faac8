"""Adding a rule, a format, a command or an editor feature is one new file: no other hand-made file is touched, and the file is found."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = "export-compression-list"
FILE = "dpone_lsp/rules/physical/export_compression_list.py"
MODULE = "dpone_lsp.rules.physical.export_compression_list"
OWNS = '    owns=(Owned("sink_options", ("compress_export",), ("type",)),),\n'
RULE = '''"""Files are compressed or not; there is no list of compressions.

## Why
dpone takes any list that is not empty for true.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    compress_export: [gzip]
#                    ^^^^^^ there is one compression, and it is on or off
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    compress_export: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Owned, Rule, RuleOption
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="export-compression-list",
    code="DP9999",
    group="physical",
    severity="error",
    summary="Files are compressed or not; there is no list of compressions.",
    keys=("sink.options.compress_export",),
    options=(RuleOption("longest", "whole", 0, "How many compressions may be listed.", 0),),
    owns=(Owned("sink_options", ("compress_export",), ("type",)),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.data("sink.options.compress_export")
    if isinstance(value, list) and len(value) > context.option("longest"):
        yield Report(value_place(facts, "sink.options.compress_export"), "there is one compression, and it is on or off")
'''
MANIFEST = RULE.partition("```yaml\n")[2].partition("```")[0]
WITHOUT = MANIFEST.replace("compress_export: [gzip]", "batch_size: 5000")
#: What `./dev rules` writes when there is one more rule.
GENERATED = {
    f"docs/rules/{NAME}.md",
    "docs/rules/README.md",
    "dpone_lsp/rules/_index.py",
    "dpone_lsp/settings/dpone-lint.schema.json",
    "vscode-extension/schemas/dpone-lint.schema.json",
}


class House:
    """A copy of the packages, with what is generated beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("dpone_si", "dpone_lsp", "docs/rules", "vscode-extension/schemas"):
            shutil.copytree(CHECKOUT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("dev", "pyproject.toml", "README.md", "docs/manifest-reference.md"):
            shutil.copy(CHECKOUT / name, folder / name)
        self.before = self.state()

    def state(self) -> dict[str, str]:
        """A digest of every file but what Python itself writes."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
        }

    def changed(self) -> set[str]:
        """The files that were added, removed or written since the copy was made."""
        now = self.state()
        return {name for name in {*now, *self.before} if now.get(name) != self.before.get(name)}

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def python(self, *arguments: str, stdin: str = "") -> str:
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def rebuild(self) -> None:
        """What `./dev rules` runs."""
        section = (self.folder / "dev").read_text("utf-8").partition("\nrules)\n")[2].partition(";;")[0]
        modules = re.findall(r'"\$venv/bin/python" -m (\S+)', section)
        assert "dpone_lsp.rules.build" in modules
        for module in modules:
            self.python("-m", module)

    def lint(self, text: str, *arguments: str) -> str:
        return self.python("-m", "dpone_lsp.cli", *arguments, "-", stdin=text)

    def findings(self, text: str, *arguments: str) -> list[str]:
        """The rules that find a fault in a manifest."""
        report = json.loads(self.lint(text, "--format", "json", *arguments))
        return sorted(one["rule"] for one in report["findings"] if one["severity"] in ("error", "warning"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The packages with one more rule, and with nothing else done than `./dev rules`."""
    house = House(tmp_path_factory.mktemp("house"))
    assert NAME not in house.python("-m", "dpone_lsp.cli", "rules")
    assert house.findings(MANIFEST) == ["wrong-type"]
    house.write(FILE, RULE)
    house.rebuild()
    return house


def test_only_generated_files_change(house: House) -> None:
    assert house.changed() == {FILE, *GENERATED}


def test_it_is_in_the_index_and_has_a_page(house: House) -> None:
    told = house.python(
        "-c", f"from dpone_lsp.rules import _index; print([row for row in _index.RULES if row[0] == {NAME!r}])"
    )
    assert "compress_export" in told
    page = (house.folder / "docs/rules" / f"{NAME}.md").read_text("utf-8")
    assert "compress_export: [gzip]" in page
    assert "| `longest` | a whole number, 0 or more | 0 |" in page
    assert f"[{NAME}]({NAME}.md)" in (house.folder / "docs/rules/README.md").read_text("utf-8")


def test_its_page_is_its_test(house: House) -> None:
    code = (
        "from dpone_lsp.model.settings import Settings\nfrom dpone_lsp.rules import catalogue\n"
        f"from dpone_lsp.testing.page_check import page_faults\nprint(page_faults(catalogue()[{NAME!r}], Settings()))"
    )
    assert house.python("-c", code) == "[]\n"


@pytest.mark.parametrize(("text", "imported"), [(MANIFEST, True), (WITHOUT, False)], ids=["concerned", "not concerned"])
def test_it_is_imported_only_where_it_can_speak(house: House, text: str, imported: bool) -> None:
    code = f"import sys\nfrom dpone_lsp.cli.main import main\nmain(['-'])\nprint({MODULE!r} in sys.modules)"
    assert house.python("-c", code, stdin=text).splitlines()[-1] == str(imported)


def test_one_fault_is_one_finding(house: House) -> None:
    assert house.findings(MANIFEST) == [NAME]


def test_without_saying_what_it_owns_there_are_two(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert OWNS in RULE
    house.write(FILE, RULE.replace(OWNS, ""))
    house.rebuild()
    assert house.findings(MANIFEST) == [NAME, "wrong-type"]


def test_its_options_can_be_set(house: House) -> None:
    schema = json.loads((house.folder / "dpone_lsp/settings/dpone-lint.schema.json").read_text("utf-8"))
    assert schema["properties"]["rules"]["properties"][NAME]["properties"]["longest"]["minimum"] == 0
    house.write("mild.toml", f"[rules.{NAME}]\nlongest = 1\n")
    try:
        assert house.findings(MANIFEST, "--config", "mild.toml") == []
    finally:
        (house.folder / "mild.toml").unlink()


def test_it_is_explained_and_listed(house: House) -> None:
    assert "there is no list of compressions" in house.python("-m", "dpone_lsp.cli", "explain", NAME)
    assert "DP9999" in house.python("-m", "dpone_lsp.cli", "rules", "--group", "physical")


def test_a_format_a_command_and_a_protocol_feature_are_found(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.write(
        "dpone_lsp/cli/formats/tally.py",
        "def render(run, options):\n    return f'{sum(1 for _ in run.files)} files\\n'\n",
    )
    house.write(
        "dpone_lsp/cli/commands/greet.py",
        "SUMMARY = 'say hello'\n\n\ndef main(arguments):\n    print('hello', *arguments)\n    return 0\n",
    )
    house.write("dpone_lsp/server/handlers/newest.py", "def register(server):\n    server.newest = 'registered'\n")
    assert house.lint(WITHOUT, "--format", "tally") == "1 files\n"
    assert house.python("-m", "dpone_lsp.cli", "greet", "you") == "hello you\n"
    assert re.search(r"^ +greet +say hello$", house.python("-m", "dpone_lsp.cli", "--help"), re.MULTILINE)
    code = (
        "from dpone_lsp.server.factory import create_server\nfrom dpone_lsp.server.wire.transport import Wire\n"
        "print(create_server(Wire(lambda: b'', lambda data: None)).newest)"
    )
    assert house.python("-c", code) == "registered\n"
