"""The fault layer: what stands around every outside call of a function that runs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any


class KilledError(BaseException):
    """The process is gone: no handler of errors may see it."""


class ThrottledError(Exception):
    """The service refused the call for now; nothing was done."""


Point = tuple[str, str, str]
"""(function, call, before or after)"""


@dataclass
class Faults:
    """Each point is killed at `first` until it has been once, then at `kills`; a call is throttled at `throttles`.

    Only what `function` names is hurt: empty, the layer lets everything through.
    """

    random: Random
    first: float = 0.2
    kills: float = 0.002
    throttles: float = 0.002
    function: str = ""
    met: set[Point] = field(default_factory=set)
    killed: Counter[Point] = field(default_factory=Counter)
    throttled: int = 0

    def call(self, name: str, really: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self.function:
            return really(*args, **kwargs)
        self._perhaps_kill((self.function, name, "before"))
        if self.random.random() < self.throttles:
            self.throttled += 1
            raise ThrottledError(name)
        answer = really(*args, **kwargs)
        self._perhaps_kill((self.function, name, "after"))
        return answer

    def _perhaps_kill(self, point: Point) -> None:
        self.met.add(point)
        if self.random.random() < (self.kills if point in self.killed else self.first):
            self.killed[point] += 1
            raise KilledError(point)


class Faulty:
    """A port behind the layer."""

    def __init__(self, name: str, port: object, faults: Faults) -> None:
        self._name, self._port, self._faults = name, port, faults

    def __getattr__(self, method: str) -> Any:
        really = getattr(self._port, method)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._faults.call(f"{self._name}.{method}", really, *args, **kwargs)

        return call
