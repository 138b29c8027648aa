from chalicelib.ports import Sheet


class FakePrinter:
    """The sheet itself as text, so that a test can read what would be printed."""

    def print(self, sheet: Sheet) -> bytes:
        return repr(sheet).encode()
