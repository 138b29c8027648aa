"""What CloudFront and the functions share, and when the way beside CloudFront is shut.

A deployment changes CloudFront and the functions in no order that one may count on, and DNS by hand later still. So the
distribution stands first and the functions take both ways; `EDGE_ONLY=yes` shuts the other one once the site is seen to
be answered through CloudFront. A new key is accepted before it is sent and the old one until it is sent no more.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from infra.stack import DeployError

_PATIENCE_SECONDS = 30
_SEEN_BY_CLOUDFRONT = "X-Amz-Cf-Id"
"""A header of every answer that came through CloudFront."""


def origin_key_rounds(ssm: Any, stage: str, *, renewed: bool) -> Iterator[dict[str, str]]:
    """The template's parameters, each to be deployed before the next is asked for: `OriginKey` is what CloudFront sends
    and the functions accept, `OtherOriginKey` what they accept too.

    One round, or three where the key is being changed: `renewed` begins that, and what broke off is gone through again.
    """
    old, new = _keys(ssm, stage, renewed=renewed)
    if old != new:
        yield {"OriginKey": old, "OtherOriginKey": new}
        yield {"OriginKey": new, "OtherOriginKey": old}
        _keep(ssm, stage, [new])
    yield {"OriginKey": new, "OtherOriginKey": ""}


def _keys(ssm: Any, stage: str, *, renewed: bool) -> tuple[str, str]:
    """The stage's key, made once, and the one that takes its place; most of the time the same."""
    try:
        kept = ssm.get_parameter(Name=_name(stage), WithDecryption=True)["Parameter"]["Value"]
        keys: list[str] = json.loads(kept)
    except ssm.exceptions.ParameterNotFound:
        keys = []
    if not keys or (renewed and len(keys) == 1):
        keys = [*keys, secrets.token_urlsafe(32)]
        _keep(ssm, stage, keys)
    return keys[0], keys[-1]


def check_may_shut(given: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Raises DeployError where the way beside CloudFront is to be shut (and was not) while the site is reached by it."""
    if given.get("EdgeOnly") != "yes" or known.get("EdgeOnly") == "yes":
        return
    if not given.get("EdgeCertificateArn") or not is_answered_by_cloudfront(given["SiteOrigin"]):
        raise DeployError(
            f"{given['SiteOrigin']} is not answered through CloudFront, so EDGE_ONLY=yes would shut everybody out: deploy "
            "with EDGE_CERTIFICATE_ARN first, let the DNS name point to CloudFront and its old answer expire, then again"
        )


def is_answered_by_cloudfront(site: str) -> bool:
    try:
        with urlopen(f"{site}/", timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - https, or the local cloud's own
            return _SEEN_BY_CLOUDFRONT in answer.headers
    except HTTPError as error:
        return _SEEN_BY_CLOUDFRONT in error.headers
    except OSError:
        return False


def _keep(ssm: Any, stage: str, keys: Sequence[str]) -> None:
    ssm.put_parameter(Name=_name(stage), Value=json.dumps(keys), Type="SecureString", Overwrite=True)


def _name(stage: str) -> str:
    return f"/{stage}/origin-keys"
