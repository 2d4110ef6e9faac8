"""Makes a project that shows a difference as small as it can be while it still shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from tests.generate.project import Project

Predicate = Callable[[Project], bool]


def shrink(project: Project, still_shows: Predicate, *, attempts: int = 2000) -> Project:
    """Return the smallest project found, within `attempts` questions, for which `still_shows` holds.

    First the looks go (styles), then whole files, then keys and items, then lines. `still_shows(project)` must hold for
    the project given; a predicate that raises counts as not holding.
    """
    search = _Search(still_shows, attempts)
    return search.smallest(project)


class _Search:
    def __init__(self, still_shows: Predicate, attempts: int) -> None:
        self._still_shows = still_shows
        self._attempts = attempts

    def smallest(self, project: Project) -> Project:
        if project.draft is not None:
            plain = project.draft.written()
            if self._holds(plain):
                project = self._descend(plain, _with_less_data)
        project = self._descend(project, _without_a_file)
        return self._descend(project, _with_less_text)

    def _descend(self, project: Project, smaller: Callable[[Project], Iterator[Project]]) -> Project:
        """Take the first smaller project that still shows it, until none does."""
        while True:
            found = next((candidate for candidate in smaller(project) if self._holds(candidate)), None)
            if found is None:
                return project
            project = found

    def _holds(self, project: Project) -> bool:
        if self._attempts <= 0:
            return False
        self._attempts -= 1
        try:
            return self._still_shows(project)
        except Exception:
            return False


def _without_a_file(project: Project) -> Iterator[Project]:
    for name in project.files:
        if name != project.primary:
            files = {other: text for other, text in project.files.items() if other != name}
            yield replace(project, files=files, draft=None)


def _with_less_data(project: Project) -> Iterator[Project]:
    draft = project.draft
    assert draft is not None
    for name, document in draft.documents.items():
        for smaller in _smaller_values(document):
            yield replace(draft, documents={**draft.documents, name: smaller}).written()


def _smaller_values(value: Any) -> Iterator[Any]:
    """The value with one part less: big parts first, then one inside each part."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[Any, Any]", value)
        for key in mapping:
            yield {other: item for other, item in mapping.items() if other != key}
        for key, item in mapping.items():
            for smaller in _smaller_values(item):
                yield {**mapping, key: smaller}
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        for index in range(len(items)):
            yield items[:index] + items[index + 1 :]
        for index, item in enumerate(items):
            for smaller in _smaller_values(item):
                yield [*items[:index], smaller, *items[index + 1 :]]


def _with_less_text(project: Project) -> Iterator[Project]:
    for name, text in project.files.items():
        for smaller in _smaller_texts(text):
            yield replace(project, files={**project.files, name: smaller}, draft=None)


def _smaller_texts(text: str) -> Iterator[str]:
    """The text without one line and what is indented below it, then without single lines."""
    lines = text.splitlines(keepends=True)
    for start in range(len(lines)):
        end = _end_of_block(lines, start)
        yield "".join(lines[:start] + lines[end:])
        if end > start + 1:
            yield "".join(lines[:start] + lines[start + 1 :])


def _end_of_block(lines: list[str], start: int) -> int:
    depth = _depth(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > depth):
        end += 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
