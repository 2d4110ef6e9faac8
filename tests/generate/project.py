"""A made-up project: the files of one manifest and all that it refers to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests.generate.chance import Chance
from tests.generate.yaml_style import PLAIN, Style, to_yaml


@dataclass(frozen=True, slots=True)
class Digest:
    """Stands for the SHA-256 of another file of the project, which must come before in the draft."""

    path: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A project before it is written down: YAML files as values, others as text.

    `strict` names the files that dpone reads without anchors. Documents are written in their order.
    """

    label: str
    primary: str
    documents: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    strict: frozenset[str] = frozenset()

    def written(self, chance: Chance | None = None) -> Project:
        """Write every document, each in a style of its own; without `chance` in the plainest one."""
        files: dict[str, str] = dict(self.texts)
        for path, document in self.documents.items():
            style = Style.by_chance(chance, anchors=path not in self.strict) if chance else PLAIN
            files[path] = to_yaml(_with_digests(document, files), style, chance)
        return Project(files, self.primary, self.label, self)


@dataclass(frozen=True, slots=True)
class Project:
    """Files by their path relative to the project root, and which of them is the manifest.

    `label` says what was intended, for the messages of failing tests; `draft` is what the files were written from, or
    None when the text was altered after that.
    """

    files: Mapping[str, str]
    primary: str
    label: str
    draft: Draft | None = None

    def write(self, folder: Path) -> Path:
        """Write all files below `folder`, byte for byte, and return the absolute path of the manifest."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        return (folder / self.primary).resolve()

    def __str__(self) -> str:
        files = (
            f"--- {name}{' (the manifest)' if name == self.primary else ''}\n{self.files[name]}" for name in self.files
        )
        return "\n".join((f"# {self.label}", *files))


def _with_digests(value: Any, files: Mapping[str, str]) -> Any:
    if isinstance(value, Digest):
        return "sha256:" + hashlib.sha256(files[value.path].encode("utf-8")).hexdigest()
    if isinstance(value, Mapping):
        return {key: _with_digests(item, files) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_with_digests(item, files) for item in cast("list[Any]", value)]
    return value
