"""Where CloudFormation takes the code from: a private bucket of the account, objects named by their digest."""

import copy
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.stack import APP, url_suffix

_CODE_PROPERTIES = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
_OWN_REGION = "us-east-1"
"""The region that S3 does not let one name."""


def artefact_bucket(s3: Any, name: str, region: str) -> str:
    """The bucket's name; made private if it is not there."""
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:  # noqa: PLR2004
            raise
        place = {} if region == _OWN_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **place)
        blocked = dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
        )
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)
    return name


def artefact_bucket_name(account: str, region: str) -> str:
    return f"{APP}-artefacts-{account}-{region}"


def artefact_url(bucket: str, key: str, region: str) -> str:
    """Where CloudFormation finds a template of the bucket."""
    return f"https://{bucket}.s3.{region}.{url_suffix(region)}/{key}"


def upload(s3: Any, bucket: str, path: Path) -> str:
    """The key of the file's content; what is there already is not sent again."""
    key = f"{hashlib.sha256(path.read_bytes()).hexdigest()}/{path.name}"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:  # noqa: PLR2004
            raise
        with path.open("rb") as content:
            s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


def with_artefacts(template: Mapping[str, Any], bucket: str, key_of: Callable[[str], str]) -> dict[str, Any]:
    """The template with every file that it names replaced by its object; `key_of` is asked once for each file."""
    keys: dict[str, str] = {}
    deployed: dict[str, Any] = copy.deepcopy(dict(template))
    for body in deployed["Resources"].values():
        name = _CODE_PROPERTIES.get(body["Type"])
        if name:
            file = body["Properties"][name]
            if file not in keys:
                keys[file] = key_of(file)
            body["Properties"][name] = f"s3://{bucket}/{keys[file]}"
    return deployed
