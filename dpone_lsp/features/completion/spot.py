"""A place in the text at which something can be completed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to complete at.

    `path` leads to the mapping or list (kind "key") or to the value's key (kind "value"); list positions are integers.
    `start` and `end` are the offsets of the text to replace, on one line, with the cursor between them.
    """

    kind: Literal["key", "value", "rule", "verb"]
    path: tuple[str | int, ...]
    start: int
    end: int
    #: What has been typed so far.
    prefix: str = ""
    #: True inside brackets.
    flow: bool = False
    #: Column at which the keys of the block stand.
    indent: int = 0
    #: How many columns deeper a block below stands, as elsewhere in the document.
    step: int = 2
    #: True when a value already follows the key being typed.
    has_value: bool = False
    #: What that value is: `mapping`, `list` or `scalar`; '' when it is not there yet or cannot be told.
    shape: str = ""
    #: Written before what is inserted: the blank after `key:` and `-`, or missing indentation.
    lead: str = ""
    #: The quote that is open, and whether it is closed behind the cursor.
    quote: str = ""
    closed: bool = False
    #: Written behind what is inserted: the comma before the next thing between brackets.
    tail: str = ""
    #: True when a list stands at this place already: only items fit.
    listed: bool = False
    #: True when the dashes of a list follow below: they become the value of the key.
    over_list: bool = False
    #: Keys the mapping has besides the one being typed.
    present: frozenset[str] = field(default_factory=frozenset[str])
