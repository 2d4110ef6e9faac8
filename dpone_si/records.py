"""`record`: a class of named fields as `dataclasses` makes it, for a tenth of the price when it is imported.

`dataclasses` imports `inspect` and with it half the standard library, and compiles five functions for each class:
together a third of the time in which one manifest is checked. Here one function is compiled for each number of fields,
the others are shared. What `dataclasses` offers for its own classes (`replace`, `fields`, `asdict`) works on records:
they tell it of their fields when asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, TypeVar, dataclass_transform, overload

_T = TypeVar("_T")
_NONE: Any = object()


class _Factory:
    """The default of a field that is made anew for each record."""

    __slots__ = ("kw_only", "make", "shown")

    def __init__(self, make: Callable[[], Any], shown: bool, kw_only: bool) -> None:
        self.make = make
        self.shown = shown
        self.kw_only = kw_only


def replace(one: _T, **changes: Any) -> _T:
    """A copy of a record with some fields changed."""
    made: Any = one
    return type(one)(**{name: getattr(one, name) for name in made.__match_args__} | changes)


def field(*, default_factory: Callable[[], _T], shown: bool = True, kw_only: bool = False) -> _T:
    """A default made by calling `default_factory`. A field that is not `shown` takes no part in comparison and
    `repr`.
    """
    return _Factory(default_factory, shown, kw_only)  # type: ignore[return-value]


@overload
def record(cls: type[_T], /) -> type[_T]: ...
@overload
def record(*, frozen: bool = False, eq: bool = True) -> Callable[[type[_T]], type[_T]]: ...
@dataclass_transform(field_specifiers=(field,))
def record(cls: type[Any] | None = None, /, *, frozen: bool = False, eq: bool = True) -> Any:
    """A class with slots and an `__init__` of its annotated names; compared by value unless `eq` is False."""
    return _made(cls, frozen=frozen, eq=eq) if cls is not None else lambda cls: _made(cls, frozen=frozen, eq=eq)  # pyright: ignore[reportUnknownVariableType]


def _made(cls: type[Any], *, frozen: bool, eq: bool) -> type[Any]:
    own = tuple(name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar"))
    namespace = {name: value for name, value in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: namespace.pop(name) for name in own if name in namespace}
    namespace["__slots__"] = own
    base: _Fields | None = getattr(cls.__base__, "_fields", None)
    names = own if base is None else (*base.names, *own)
    if base is not None:
        defaults = base.defaults | defaults
    namespace["__match_args__"] = names
    namespace["__qualname__"] = cls.__qualname__
    namespace["_fields"] = _Fields(names, defaults)
    namespace["__dataclass_fields__"] = _Described()
    namespace.setdefault("__repr__", _repr)
    namespace["__reduce__"] = _reduce
    namespace["_values"] = staticmethod(_getter(tuple(name for name in names if _shown(defaults.get(name)))))
    if eq:
        namespace["__eq__"] = _eq
        namespace["__hash__"] = _hash if frozen else None
    if frozen:
        namespace["__setattr__"] = _refuse_to_set
        namespace["__delattr__"] = _refuse_to_delete
    metaclass: Any = type(cls)
    made: Any = metaclass(cls.__name__, cls.__bases__, namespace)
    made.__init__ = _initializer(made, names, defaults, then="__post_init__" in namespace)
    return made


def _shown(default: object) -> bool:
    return default.shown if isinstance(default, _Factory) else True


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _initializer(cls: Any, names: tuple[str, ...], defaults: dict[str, Any], *, then: bool) -> Any:
    keywords = tuple(name for name in names if isinstance(one := defaults.get(name), _Factory) and one.kw_only)
    ordered = (*(name for name in names if name not in keywords), *keywords)
    # A slot's own setter is used: it works on frozen records too, and it is the cheapest there is.
    scope: dict[str, Any] = {
        f"set{number}": _setter(getattr(cls, name).__set__, defaults.get(name)) for number, name in enumerate(ordered)
    }
    code = _pattern(len(ordered) - len(keywords), len(keywords), then)
    qualified = f"{cls.__qualname__}.__init__"
    code = code.replace(co_varnames=("self", *ordered), co_qualname=qualified)
    made = FunctionType(
        code, scope, "__init__", tuple(defaults[name] for name in ordered if name in defaults and name not in keywords)
    )
    made.__kwdefaults__ = {name: defaults[name] for name in keywords} or None
    made.__module__ = cls.__module__
    return made


@cache
def _pattern(positional: int, keywords: int, then: bool) -> CodeType:
    """The code of an `__init__` with so many fields. Records of as many fields share it: compiling one takes longer
    than making a class.
    """
    names = [f"_{number}" for number in range(positional + keywords)]
    given = ["self", *names[:positional], *(["*"] if keywords else []), *names[positional:]]
    lines = [f" set{number}(self, {name})" for number, name in enumerate(names)]
    if then:
        lines.append(" self.__post_init__()")
    scope: dict[str, Any] = {}
    exec(f"def __init__({', '.join(given)}):\n" + "\n".join(lines or [" pass"]), scope)  # noqa: S102 - as `dataclasses` does it
    return scope["__init__"].__code__


def _setter(plain: Any, default: Any) -> Any:
    if not isinstance(default, _Factory):
        return plain
    return lambda self, value: plain(self, default.make() if value is default else value)


def _eq(self: Any, other: object) -> Any:
    return self._values(self) == other._values(other) if other.__class__ is self.__class__ else NotImplemented  # type: ignore[attr-defined]


def _hash(self: Any) -> int:
    return hash(self._values(self))


def _repr(self: Any) -> str:
    shown = [name for name in self.__match_args__ if _shown(self._fields.defaults.get(name))]
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _reduce(self: Any) -> tuple[Any, ...]:
    return _rebuilt, (type(self), {name: getattr(self, name) for name in self.__match_args__})


def _rebuilt(cls: Any, values: dict[str, Any]) -> Any:
    return cls(**values)


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


class _Fields:
    """The names of a record's fields, with those of its base first, and their defaults."""

    __slots__ = ("defaults", "names")

    def __init__(self, names: tuple[str, ...], defaults: dict[str, Any]) -> None:
        self.names = names
        self.defaults = defaults


class _Described:
    """The fields as `dataclasses` describes them, made when it asks."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[str, Any] | None = None

    def __get__(self, instance: object, owner: Any) -> dict[str, Any]:
        found = self._made
        if found is None:
            from dataclasses import field as described
            from dataclasses import make_dataclass

            rows: list[Any] = []
            for name in owner._fields.names:
                default = owner._fields.defaults.get(name, _NONE)
                told: Any = described() if default is _NONE else described(default=default)
                if isinstance(default, _Factory):
                    told = described(
                        default_factory=default.make, compare=default.shown, repr=default.shown, kw_only=default.kw_only
                    )
                rows.append((name, "Any", told))
            made: Any = make_dataclass(owner.__name__, rows)
            found = self._made = made.__dataclass_fields__
        return found
