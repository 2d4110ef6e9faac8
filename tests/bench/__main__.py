"""`python -m tests.bench [SUBJECT...] [--write FILE]`: take the figures and print them, or write the page that keeps them.

`python -m tests.bench --against REV` compares this checkout with a revision instead (`--help` behind it tells more).
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.bench.table import Row, markdown


def subjects() -> dict[str, ModuleType]:
    """The files of this folder that have `rows`."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("__"))
    modules = {name: import_module(f"tests.bench.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "rows")}


def main(arguments: list[str]) -> int:
    if "--against" in arguments:
        from tests.bench.against.command import main as compare

        return compare(arguments)
    known = subjects()
    page = None
    if "--write" in arguments:
        at = arguments.index("--write")
        if at + 1 == len(arguments):
            print("`--write` needs the name of a file", file=sys.stderr)
            return 2
        page = Path(arguments[at + 1])
        arguments = arguments[:at] + arguments[at + 2 :]
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"no such subject: {', '.join(unknown)}. Known: {', '.join(known)}", file=sys.stderr)
        return 2
    sections: list[tuple[str, list[Row]]] = []
    for name in arguments or known:
        taken: list[Row] = []
        sections.append((known[name].TITLE, taken))
        for row in known[name].rows():
            taken.append(row)
            print(f"{row.what}: {row.figure}" + (f" (target {row.target})" if row.target else ""), flush=True)
    if page is not None:
        page.write_text(markdown(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
