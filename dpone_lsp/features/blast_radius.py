"""The blast radius of an unsaved edit: who inherits from a file, and whose outcome the edit changes before anybody
saved it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from dpone_lsp.decisions.outcome import CONSEQUENCES, TITLES, Consequence, Outcome, consequence, differences, outcome_of
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.model.processes import Process
from dpone_si.wording import count_of

#: Rows of the text answer beyond this many are summed up.
MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class Flip:
    """A process whose outcome the edit changes. `before` or `after` is None when the process is new or gone."""

    path: str
    process: str
    before: Outcome | None
    after: Outcome | None
    kind: Consequence
    reason: str

    @property
    def flips_strategy(self) -> bool:
        return (self.before.strategy if self.before else None) != (self.after.strategy if self.after else None)

    @property
    def sentence(self) -> str:
        """`merge policy delete_insert -> merge`; strategies first."""
        if self.before is None or self.after is None:
            return "is new" if self.before is None else "is gone"
        rows = differences(self.before, self.after)
        return "; ".join(f"{name.replace('_', ' ')} {_text(old)} -> {_text(new)}" for name, old, new in rows[:4])


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What hangs on a file. `files` lists (path, processes that inherit), `flips` is worst first."""

    path: str
    files: tuple[tuple[str, int], ...]
    flips: tuple[Flip, ...]

    @property
    def processes(self) -> int:
        return sum(count for _, count in self.files)

    @property
    def strategies(self) -> int:
        """How many strategies flip."""
        return sum(1 for flip in self.flips if flip.flips_strategy)

    @property
    def sentence(self) -> str:
        """`inherited by 37 processes in 12 files; flips 4 strategies`."""
        head = f"inherited by {count_of(self.processes, 'process', 'processes')} in {count_of(len(self.files), 'file')}"
        if not self.flips:
            return head
        others = len(self.flips) - self.strategies
        parts = [f"flips {count_of(self.strategies, 'strategy', 'strategies')}"] if self.strategies else []
        if others:
            parts.append(f"changes {count_of(others, 'other outcome')}")
        return f"{head}; {' and '.join(parts)}"


def blast_radius(document: Document, workspace: Workspace) -> Generator[None, None, BlastRadius]:
    """The blast radius of what the editor of `document` holds, against its file. One step per manifest: there may be
    a thousand.
    """
    path = document.path
    saved = workspace.saved(path)
    files: list[tuple[str, int]] = []
    flips: list[Flip] = []
    is_new = not isinstance(saved.document(path), Document)
    own = (path,) if document.form in MANIFESTS else ()
    for other in (*own, *(name for name in workspace.dependents(path) if name != path)):
        now, before = _processes(other, workspace), _processes(other, saved)
        yield
        count = sum(
            1 for process in now if other == path or any(layer.document.path == path for layer, _ in process.stack)
        )
        if count:
            files.append((other, count))
        # A file that was never saved changes nothing for anybody yet.
        flips.extend(() if is_new else _flips(other, before, now))
        yield
    order = {kind: number for number, kind in enumerate(CONSEQUENCES)}
    flips.sort(key=lambda flip: (order[flip.kind], not flip.flips_strategy, flip.path, flip.process))
    return BlastRadius(path, tuple(files), tuple(flips))


def blast_markdown(radius: BlastRadius, root: str = "") -> str:
    """The blast radius as a page: the sentence, what changes, and everybody who inherits."""
    head = f"# Blast radius of `{_relative(radius.path, root)}`"
    lines = [head, "", radius.sentence[:1].upper() + radius.sentence[1:] + ".", ""]
    if radius.flips:
        lines.extend(("Saving the file as it is in the editor changes:", ""))
        lines.extend(("| process | file | change | consequence |", "|---|---|---|---|"))
        for flip in radius.flips[:MAX_ROWS]:
            what = f"**{TITLES[flip.kind]}**: {flip.reason}" if flip.kind != "neutral" else flip.reason
            lines.append(
                f"| `{flip.process}` | {_relative(flip.path, root)} | {_cell(flip.sentence)} | {_cell(what)} |"
            )
        if len(radius.flips) > MAX_ROWS:
            lines.append(f"| ... | | {len(radius.flips) - MAX_ROWS} more | |")
    elif radius.files:
        lines.append("Nothing that is not saved changes an outcome.")
    if radius.files:
        lines.extend(("", "## Who inherits", ""))
        lines.extend(
            f"- {_relative(path, root)}: {count_of(count, 'process', 'processes')}"
            for path, count in radius.files[:MAX_ROWS]
        )
        if len(radius.files) > MAX_ROWS:
            lines.append(f"- {len(radius.files) - MAX_ROWS} more files")
    return "\n".join(lines) + "\n"


def _processes(path: str, workspace: Workspace) -> list[Process]:
    document = workspace.manifest(path)
    return [] if document is None else expand(document, workspace).processes


def _flips(path: str, before: Iterable[Process], after: Iterable[Process]) -> list[Flip]:
    old = {process.title: process for process in before}
    new = {process.title: process for process in after}
    found: list[Flip] = []
    for title in dict.fromkeys((*old, *new)):
        was = outcome_of(old[title]) if title in old else None
        now = outcome_of(new[title]) if title in new else None
        if was is None or now is None:
            reason = "the process is new" if was is None else "the process is gone: its target is no longer loaded"
            found.append(Flip(path, title, was, now, "neutral", reason))
        elif was != now:
            found.append(Flip(path, title, was, now, *consequence(was, now)))
    return found


def _relative(path: str, root: str) -> str:
    return path[len(root) + 1 :] if root and path.startswith(root + "/") else path.rpartition("/")[2]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value) or "none"
    return str(value) if value not in ("", 0) else "none"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
