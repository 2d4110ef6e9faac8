"""`python -m tests.nightly [NAME [ARGUMENT...]]`: run one target with these arguments, or all of them; `--list` only tells their names."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
import time
from importlib import import_module

import tests.nightly


def targets() -> dict[str, str]:
    """The targets by name: the module of each."""
    names = sorted(module.name for module in pkgutil.iter_modules(tests.nightly.__path__))
    return {name.replace("_", "-"): f"tests.nightly.{name}" for name in names if not name.startswith(("_", "test_"))}


def main(arguments: list[str]) -> int:
    """Exit code 0, 1 when a target failed, 2 for a name that no target has."""
    known = targets()
    if not arguments:
        return _all(known)
    name, *rest = arguments
    if name == "--list":
        print(_listing(known))
        return 0
    if name not in known:
        print(f"no such target: {name}. There are:\n{_listing(known)}", file=sys.stderr)
        return 2
    return int(import_module(known[name]).main(rest))


def _all(known: dict[str, str]) -> int:
    ended: list[str] = []
    failed = False
    for name in known:
        print(f"== {name}", flush=True)
        start = time.monotonic()
        # Each in a process of its own: a crash, or what one leaves in memory, is not the next one's trouble.
        status = subprocess.run([sys.executable, "-m", "tests.nightly", name], check=False).returncode
        failed = failed or status != 0
        ended.append(f"{(time.monotonic() - start) / 60:7.1f} min  {name}{'  FAILED' if status else ''}")
    print("\n".join(ended))
    return 1 if failed else 0


def _listing(known: dict[str, str]) -> str:
    width = max((len(name) for name in known), default=0)
    return "\n".join(f"  {name:{width}}  {_sentence(module)}" for name, module in known.items())


def _sentence(module: str) -> str:
    return (import_module(module).__doc__ or "").strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
