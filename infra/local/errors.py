"""How the local services refuse, in the real services' terms."""


class CloudError(Exception):
    """`code` and `status` as the AWS service answers them; `details` are further elements of S3's error body, or SQS's older
    `query_code`, which botocore prefers."""

    def __init__(self, code: str, message: str, *, status: int = 400, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.details = details or {}
