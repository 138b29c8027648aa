"""What of the month has come to its end: a file of lines, appended as it does, from which a run that was killed goes on."""

import threading
from pathlib import Path

from infra.simulate.plan import Errand


class Done:
    def __init__(self, path: Path) -> None:
        self._lines = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()
        self.count = sum(line.startswith("errand ") for line in self._lines)

    def has(self, errand: Errand) -> bool:
        return f"errand {errand.case} {errand.step}" in self._lines

    def add(self, errand: Errand) -> None:
        with self._lock:
            self.count += 1
            self._add(f"errand {errand.case} {errand.step}")

    def passed(self, slot: int) -> bool:
        return f"slot {slot}" in self._lines

    def pass_slot(self, slot: int) -> None:
        self._add(f"slot {slot}")

    def enrolled(self) -> bool:
        return "enrolled" in self._lines

    def note_enrolled(self) -> None:
        self._add("enrolled")

    def killed(self, slot: int) -> bool:
        return f"kill {slot}" in self._lines

    def note_kill(self, slot: int) -> None:
        self._add(f"kill {slot}")

    def _add(self, line: str) -> None:
        self._lines.add(line)
        self._file.write(f"{line}\n")
