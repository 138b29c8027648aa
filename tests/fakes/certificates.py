class FakeCertificates:
    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str]] = {}

    def keep(self, sha256: str, pdf: bytes, number: str) -> None:
        self.files.setdefault(sha256, (pdf, number))

    def read(self, sha256: str) -> bytes:
        return self.files[sha256][0]

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        return f"https://bucket.test/certificates/{sha256}.pdf?seconds={seconds}"
