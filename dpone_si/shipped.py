"""What a package holds, however it is shipped: as source files, as `.pyc` files alone, or inside a zip.

Looking for `*.py` in a folder finds nothing in the last two, and a catalogue that is made so is empty without anybody
noticing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import all_suffixes
from types import ModuleType


def module_names(package: ModuleType) -> list[str]:
    """Names of the modules of a package and of its packages (`parts.one`), sorted; those that begin with `_` are
    left out.
    """
    return sorted(_below(package, ""))


def text_of(package: str, *path: str) -> str:
    """The text of a data file that lies in a package, or in a folder of it. Raises OSError when there is none."""
    spec = import_module(package).__spec__
    if spec is None or spec.loader is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{package} is no package")
    # Loaders hand out data since there are any; `importlib.resources` takes longer to import than a manifest to check.
    data: bytes = spec.loader.get_data(os.path.join(next(iter(spec.submodule_search_locations)), *path))  # type: ignore[attr-defined]
    return data.decode("utf-8")


def _below(package: ModuleType, prefix: str) -> Iterator[str]:
    for folder in package.__path__:
        for name, is_package in _in_folder(folder) if os.path.isdir(folder) else _in_archive(folder):
            if name.startswith("_"):
                continue
            if is_package:
                yield from _below(import_module(f"{package.__name__}.{name}"), f"{prefix}{name}.")
            else:
                yield prefix + name


def _in_folder(folder: str) -> Iterator[tuple[str, bool]]:
    # As `pkgutil` does it, which imports `inspect` for that.
    names: set[str] = set()
    with os.scandir(folder) as listing:
        for entry in listing:
            if entry.name.isidentifier() and entry.is_dir():
                if any(os.path.exists(os.path.join(entry.path, f"__init__{suffix}")) for suffix in all_suffixes()):
                    yield entry.name, True
                continue
            name = next(
                (entry.name.removesuffix(suffix) for suffix in all_suffixes() if entry.name.endswith(suffix)), ""
            )
            if name.isidentifier() and name not in names:
                names.add(name)
                yield name, False


def _in_archive(path: str) -> Iterator[tuple[str, bool]]:
    from pkgutil import iter_modules

    for found in iter_modules([path]):
        yield found.name, found.ispkg
