"""X-Ray's recorder. Importing this module costs 0.2 to 0.6 s (the SDK builds a botocore client), so only a sampled
invocation does."""

from aws_xray_sdk.core import patch


def record_aws_calls() -> None:
    """Every AWS call becomes a subsegment of the function's own; PynamoDB calls through botocore too."""
    patch(("botocore",))
