"""Records behave as dataclasses do, for their users and for `dataclasses` itself."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError

import pytest

from dpone_si.models import StrategySignal
from dpone_si.records import field, record, replace


@record(frozen=True)
class Point:
    x: int
    y: int = 2


@record
class Bag:
    name: str
    items: list[int] = field(default_factory=list[int])


@record
class Labelled(Bag):
    label: str = "none"
    note: str = field(default_factory=str, shown=False, kw_only=True)


def test_values_and_defaults() -> None:
    assert (Point(1).x, Point(1).y, Point(y=5, x=4).y) == (1, 2, 5)
    assert Point(1) == Point(1, 2)
    assert Point(1) != Point(2)
    assert len({Point(1), Point(1, 2)}) == 1
    assert repr(Bag("a")) == "Bag(name='a', items=[])"


def test_a_factory_makes_a_default_for_each() -> None:
    first, second = Bag("a"), Bag("b")
    first.items.append(1)
    assert (first.items, second.items) == ([1], [])


def test_a_frozen_record_refuses_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Point(1).x = 3  # type: ignore[misc]
    assert replace(Point(1), x=3) == Point(3)


def test_fields_of_a_base_come_first() -> None:
    one = Labelled("a", [1], "tag", note="aside")
    assert (one.name, one.items, one.label, one.note) == ("a", [1], "tag", "aside")
    assert one == Labelled("a", [1], "tag")
    assert "aside" not in repr(one)


def test_they_can_be_copied_and_pickled() -> None:
    signal = StrategySignal("code", "info", "message")
    for made in (copy.copy(signal), copy.deepcopy(signal), pickle.loads(pickle.dumps(signal))):
        assert made == signal


def test_dataclasses_takes_them_for_its_own() -> None:
    assert dataclasses.is_dataclass(Point(1))
    assert dataclasses.asdict(Bag("a", [1])) == {"name": "a", "items": [1]}
    assert [one.name for one in dataclasses.fields(Labelled)] == ["name", "items", "label", "note"]
    assert dataclasses.replace(Point(1), y=7) == Point(1, 7)
