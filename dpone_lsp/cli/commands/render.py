"""`dpone-lint render FILE`: the effective manifest of its processes, with origins when wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable

from dpone_lsp.cli.arguments import Command, Option, Values, parse
from dpone_lsp.cli.exit_codes import CLEAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_lsp.cli.secret_values import Cover
    from dpone_si.manifest.model.facts import Facts

SUMMARY = "print what dpone runs: the effective manifest of each process"

COMMAND = Command(
    "render",
    SUMMARY,
    (
        Option(("--process",), "only this process (selector or name)", "SELECTOR"),
        Option(("--origins",), "end each line with the layer, file and line it comes from"),
        Option(("--show-secrets",), "print passwords and tokens as well: they are covered with *** otherwise"),
        Option(("--format",), "how to print it", choices=("yaml", "json"), default="yaml"),
    ),
    "FILE",
    "a manifest",
    1,
    1,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    from dpone_lsp.cli.run.one_file import chosen, open_manifest

    analysis = open_manifest(options.positional[0])
    processes = chosen(analysis, options.process)
    from dpone_lsp.cli.run.redact import secret_names
    from dpone_lsp.cli.secret_values import Cover

    names = secret_names(analysis.settings)
    covers = {} if options.show_secrets else {id(facts): Cover(facts.process, names) for facts in processes}
    sys.stdout.write(_rendered(processes, covers, options))
    if any(cover.used for cover in covers.values()):
        print("secrets are covered with ***; --show-secrets prints them", file=sys.stderr)
    return CLEAN


def _rendered(processes: list[Facts], covers: dict[int, Cover], options: Values) -> str:
    def shown(facts: Facts) -> Callable[[object], object] | None:
        cover = covers.get(id(facts))
        return None if cover is None else cover.data

    if options.format == "json":
        import json

        from dpone_lsp.features.effective import process_data

        rows = [process_data(facts.process, origins=options.origins, shown=shown(facts)) for facts in processes]
        return json.dumps({"version": 1, "processes": rows}, ensure_ascii=False, indent=2) + "\n"
    from dpone_lsp.features.effective import effective_yaml

    parts: list[str] = []
    for number, facts in enumerate(processes):
        if len(processes) > 1:
            cover = covers.get(id(facts))
            title = facts.process.title if cover is None else cover.text(facts.process.title)
            parts.append(("---\n" if number else "") + f"# {title}\n")
        parts.append(effective_yaml(facts.process, origins=options.origins, shown=shown(facts)))
    return "".join(parts)
