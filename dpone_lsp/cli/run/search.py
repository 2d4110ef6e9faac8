"""Which files a run looks at: named ones, globs, and what a search of folders finds."""

# No `from __future__ import annotations` here: a NamedTuple compiles annotations that are text, one by one, at each
# start.

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dpone_lsp.cli.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_lsp.cli.run.gitignore import Stack

#: Folders of tools; dot-folders are left out as well.
SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages"))
_SUFFIXES = (".yaml", ".yml")


class Task(NamedTuple):
    """A file to check: absolute path with forward slashes. `explicit` when it was named rather than found."""

    path: str
    explicit: bool


class Search(NamedTuple):
    """How folders are searched."""

    #: Whether settings or `--exclude` leave a path out (absolute path of a file or folder).
    excluded: Callable[[str], bool] = lambda path: False
    #: Leave out what `.gitignore` files leave out.
    gitignore: bool = True
    #: Named files count as found ones: for hooks, which name every changed file, be it empty, excluded or none of ours.
    force_exclude: bool = False
    #: Told of every folder that cannot be read; whoever is silent about one calls its manifests checked, or gone.
    told: Callable[[str, OSError], None] | None = None


def refuse(folder: str, error: OSError) -> None:
    """Raise `UsageError` for a folder that cannot be read: for those who say something about all manifests."""
    raise UsageError(unreadable(folder, error))


def unreadable(folder: str, error: OSError) -> str:
    """Why a folder is not searched, and the cure."""
    return f"`{folder}` cannot be searched: {error.strerror or error}. `exclude` in the settings leaves it out"


#: Nothing but what `.gitignore` says is left out.
EVERYTHING = Search()


def tasks_of(paths: Iterable[str], search: Search = EVERYTHING) -> Iterator[Task]:
    """Every file to check, once. Raises `UsageError` for a path that does not exist."""
    seen: set[str] = set()
    for path, explicit in _files(paths, search):
        if path not in seen:
            seen.add(path)
            yield Task(path, explicit)


def _files(paths: Iterable[str], search: Search) -> Iterator[tuple[str, bool]]:
    for path in paths:
        absolute = absolute_path(path)
        if os.path.isdir(absolute):
            yield from ((found, False) for found in find(absolute, search))
        elif os.path.lexists(absolute):
            if not search.force_exclude:
                yield absolute, True
            elif not search.excluded(absolute):
                yield absolute, False
        elif any(char in path for char in "*?["):
            found = expand_glob(path)
            if not found:
                raise UsageError(f"no file matches `{path}`")
            for one in found:
                if os.path.isdir(one):
                    yield from ((inner, False) for inner in find(one, search))
                elif not search.excluded(one):
                    yield one, False
        else:
            raise UsageError(f"`{path}` does not exist")


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders among the paths of a call, absolute."""
    return tuple(absolute for path in paths if os.path.isdir(absolute := absolute_path(path)))


def absolute_path(path: str) -> str:
    """Absolute, with forward slashes."""
    return os.path.abspath(path).replace(os.sep, "/")


def expand_glob(pattern: str) -> list[str]:
    """The paths a glob matches, sorted; `**` means any number of folders. For shells that do not do it themselves."""
    from glob import glob

    return sorted(absolute_path(found) for found in glob(pattern, recursive=True))


def find(folder: str, search: Search = EVERYTHING) -> Iterator[str]:
    """Paths of the YAML files below a folder, sorted; links to folders are not followed."""
    # Imported for a search only: a hook names its files.
    from dpone_lsp.cli.run.gitignore import stack_for

    return _walk(folder, stack_for(folder) if search.gitignore else (), search)


def _walk(folder: str, stack: "Stack", search: Search) -> Iterator[str]:
    from dpone_lsp.cli.run.gitignore import enter

    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        if search.told is not None and not isinstance(error, FileNotFoundError):
            search.told(folder, error)
        return
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        path = f"{folder.rstrip('/')}/{name}"
        try:
            if entry.is_dir(follow_symlinks=False):
                if name in SKIPPED_FOLDERS or _ignored(stack, path, folder=True) or search.excluded(path):
                    continue
                yield from _walk(path, enter(stack, path) if search.gitignore else (), search)
            elif name.endswith(_SUFFIXES) and entry.is_file() and not _left_out(path, stack, search):
                yield path
        except OSError:
            continue


def _left_out(path: str, stack: "Stack", search: Search) -> bool:
    return _ignored(stack, path, folder=False) or search.excluded(path)


def _ignored(stack: "Stack", path: str, *, folder: bool) -> bool:
    if not stack:
        return False
    from dpone_lsp.cli.run.gitignore import ignored

    return ignored(stack, path, folder=folder)
