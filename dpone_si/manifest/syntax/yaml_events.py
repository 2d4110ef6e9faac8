"""The source of YAML events: libyaml through `ruamel.yaml.clib`, or the Python parser of ruamel.yaml. The only importer
of either.

libyaml needs of ruamel.yaml only its events, tokens, nodes and errors. The package itself imports everything else it
has (loaders, dumpers, round-trip types, some thirty modules), which takes longer than reading a manifest. So it is
imported without running its `__init__`, which runs when somebody else asks the package for one of its names.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

#: What libyaml's binding takes only an error from, for work it is not asked to do here or as another name of one error.
_STAND_INS = {
    "ruamel.yaml.reader": "ReaderError",
    "ruamel.yaml.parser": "ParserError",
    "ruamel.yaml.scanner": "ScannerError",
    "ruamel.yaml.composer": "ComposerError",
    "ruamel.yaml.constructor": "ConstructorError",
    "ruamel.yaml.representer": "RepresenterError",
    "ruamel.yaml.serializer": "SerializerError",
    "ruamel.yaml.emitter": "EmitterError",
}


class EventSource:
    """The event classes of a parser, the errors it raises, and `events(text)`: a function that gives the next event,
    then None.
    """

    def __init__(self, kind: str, module: Any, errors: tuple[type[Exception], ...], factory: Any) -> None:
        #: "c" with the C extension, "pure" with the (about eight times slower) Python parser.
        self.kind = kind
        self.scalar = module.ScalarEvent
        self.alias = module.AliasEvent
        self.mapping_start = module.MappingStartEvent
        self.mapping_end = module.MappingEndEvent
        self.sequence_start = module.SequenceStartEvent
        self.sequence_end = module.SequenceEndEvent
        self.document_start = module.DocumentStartEvent
        self.document_end = module.DocumentEndEvent
        self.errors = errors
        self.events = factory


_chosen: EventSource | None = None


def event_source() -> EventSource:
    """The fastest parser there is; chosen once."""
    global _chosen
    if _chosen is None:
        _chosen = _c_source() or pure_source()
    return _chosen


def _c_source() -> EventSource | None:
    try:
        if "ruamel.yaml" not in sys.modules and "_ruamel_yaml" not in sys.modules:
            _import_without_the_rest()
        import _ruamel_yaml
        from ruamel.yaml import events
        from ruamel.yaml.error import YAMLError
    except ImportError:
        return None
    parser: Any = _ruamel_yaml.CParser
    return EventSource("c", events, (YAMLError, RecursionError), lambda text: parser(text).get_event)


def _import_without_the_rest() -> None:
    """Import libyaml's binding while `ruamel.yaml` is a package whose `__init__` has yet to run."""
    import ruamel

    spec = PathFinder.find_spec("ruamel.yaml", ruamel.__path__)
    if spec is None:
        return
    package = _waiting_package(spec)
    sys.modules["ruamel.yaml"] = package
    ruamel.yaml = package  # pyright: ignore[reportAttributeAccessIssue] - as an import would
    stand_ins: list[str] = []
    try:
        from ruamel.yaml.error import MarkedYAMLError

        for name, error in _STAND_INS.items():
            module = sys.modules[name] = ModuleType(name)
            setattr(module, error, MarkedYAMLError)
            stand_ins.append(name)
        import_module("_ruamel_yaml")
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _waiting_package(spec: ModuleSpec) -> ModuleType:
    package = ModuleType(spec.name)
    package.__spec__ = spec
    package.__file__ = spec.origin
    package.__path__ = list(spec.submodule_search_locations or ())

    def run(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Gone before it runs: the package asks itself for names meanwhile.
        if package.__dict__.pop("__getattr__", None) is not None and spec.loader is not None:
            spec.loader.exec_module(package)
        try:
            return package.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {spec.name!r} has no attribute {name!r}") from None

    package.__dict__["__getattr__"] = run
    return package


def pure_source() -> EventSource:
    """The parser of ruamel.yaml that is written in Python: slow, but it reads a few things that libyaml refuses."""
    from ruamel.yaml import YAML, events
    from ruamel.yaml.error import YAMLError

    def source(text: str) -> Any:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = "1.1"  # type: ignore[assignment]
        iterator = iter(yaml.parse(text))
        return lambda: next(iterator, None)

    return EventSource("pure", events, (YAMLError, RecursionError, ValueError, AssertionError, IndexError), source)
