"""Functions in processes beside the one that requests come in at, as on Lambda they are: a second core has work.

One pipe for each function of a process. The process ends when the one that started it does, however that ends.
"""

import multiprocessing
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

Invoke = Callable[[str, dict[str, Any]], Any]
Open = Callable[[], Invoke]


class FailedApartError(Exception):
    """What the function raised over there, in words."""

    code = "failed_apart"


class Apart:
    """`open_` is called once in the new process, and answers what invokes a function there; it has to be importable."""

    def __init__(self, functions: Iterable[str], open_: Callable[..., Any], *arguments: Any) -> None:
        pipes = {name: multiprocessing.Pipe() for name in functions}
        self._ours = {name: ours for name, (ours, _) in pipes.items()}
        theirs = {name: there for name, (_, there) in pipes.items()}
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(theirs, open_, arguments), daemon=True)
        self._process.start()
        for there in theirs.values():
            there.close()

    def invoke(self, function: str, *request: Any) -> Any:
        """Raises FailedApartError."""
        self._ours[function].send(request)
        done, answer = self._ours[function].recv()
        if not done:
            raise FailedApartError(answer)
        return answer


class Aparts:
    """Some such processes; a function that is in several of them runs in whichever is free."""

    def __init__(self, functions: Iterable[Sequence[str]], open_: Callable[..., Any], *arguments: Any) -> None:
        self._free: dict[str, SimpleQueue[Apart]] = defaultdict(SimpleQueue)
        for names in functions:
            apart = Apart(names, open_, *arguments)
            for name in names:
                self._free[name].put(apart)

    def __contains__(self, function: str) -> bool:
        return function in self._free

    def invoke(self, function: str, *request: Any) -> Any:
        """Raises FailedApartError."""
        apart = self._free[function].get()
        try:
            return apart.invoke(function, *request)
        finally:
            self._free[function].put(apart)


def _serve(pipes: Mapping[str, Connection], open_: Callable[..., Callable[..., Any]], arguments: Iterable[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    invoke = open_(*arguments)
    threads = [threading.Thread(target=_answer, args=(pipe, name, invoke)) for name, pipe in pipes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _answer(pipe: Connection, function: str, invoke: Callable[..., Any]) -> None:
    while True:
        try:
            request = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Any = (True, invoke(function, *request))
        except Exception as error:  # noqa: BLE001  # whatever a handler raises is a failed invocation
            answer = (False, repr(error))
        try:
            pipe.send(answer)
        except OSError:
            return
