"""A block of a process read key by key: what nobody asks for is neither merged nor rendered.

The decision of a process hangs on some twenty options. Reading only these keeps its price apart from how long
`defaults` are, and the block notes whether what was read holds for every process over the same layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dpone_si.manifest.model.layers import UNKNOWN, Value, is_known
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import ScalarNode
from dpone_si.manifest.templates.model import is_template


class Block(Mapping[str, object]):
    """The merged mapping `value` of a process as plain, rendered data."""

    __slots__ = ("_process", "_view", "common", "untold")

    def __init__(self, process: Process, value: Value) -> None:
        self._process = process
        self._view = value.view
        #: False once a value was read that may be another one in another process with the same layers.
        self.common = True
        #: True once a value was read that the text cannot tell; what was given for it means nothing.
        self.untold = False

    def __getitem__(self, key: str) -> object:
        value = self._view.get(key)
        if value is None:
            raise KeyError(key)
        return self._plain(value)

    def get(self, key: str, default: object = None) -> object:
        """The value of a key, or `default`; without the detour over KeyError, because most hints are absent."""
        value = self._view.get(key)
        return default if value is None else self._plain(value)

    def _plain(self, value: Value) -> object:
        node = value.node
        if isinstance(node, ScalarNode):
            text = node.value
            if not isinstance(text, str) or not is_template(text):
                return text
            self.common = False
            made = self._process.scalar(node)
            self.untold = self.untold or made is UNKNOWN
            return made
        self.common = False
        made = self._process.plain(value)
        self.untold = self.untold or not is_known(made)
        return made

    def __bool__(self) -> bool:
        return bool(self._view)

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._view.keys() if isinstance(key, str))

    def __len__(self) -> int:
        return sum(1 for _ in self)
