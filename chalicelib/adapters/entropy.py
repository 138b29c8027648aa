"""Randomness from the operating system."""

import base64
import secrets


class SystemEntropy:
    def token(self, octets: int = 16) -> str:
        return base64.b32encode(secrets.token_bytes(octets)).decode().rstrip("=").lower()

    def digits(self, count: int) -> str:
        return f"{secrets.randbelow(10**count):0{count}d}"
