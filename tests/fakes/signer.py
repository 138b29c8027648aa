from datetime import datetime


class FakeSigner:
    """The PDF with who signed when at its end: another time, other bytes."""

    def sign(self, pdf: bytes, *, at: datetime, reason: str) -> bytes:
        return pdf + f"\nsigned at {at.isoformat()}: {reason}".encode()
