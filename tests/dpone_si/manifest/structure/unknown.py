"""Which keys of a plain document the structure does not know."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_si.manifest.structure import EXTENSION_PREFIX, Block, KeySpec, block, root_block


def unknown_keys(form: str, document: object) -> list[str]:
    """Dotted paths of the unknown keys; templates and what anything may stand in are left alone."""
    api = isinstance(document, dict) and "'type': 'api'" in repr(document)
    return list(_below(root_block(form), document, "", api))


def _below(shape: Block, value: object, where: str, api: bool) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    opened = shape.open or (bool(shape.open_for_sources) and api)
    for key, inner in value.items():
        path = f"{where}.{key}".lstrip(".")
        spec = shape.get(key)
        if spec is not None:
            yield from _inside(spec, inner, path, api)
        elif not opened and not str(key).startswith(EXTENSION_PREFIX):
            yield path


def _inside(spec: KeySpec, value: object, path: str, api: bool) -> Iterator[str]:
    if isinstance(value, list) and spec.items is not None:
        for at, item in enumerate(value):
            yield from _inside(spec.items, item, f"{path}[{at}]", api)
    elif isinstance(value, dict) and spec.block is not None:
        yield from _below(block(spec.block), value, path, api)
