"""`make deploy STAGE=prod`: package, secrets, artefacts, preview, deploy, publish the city's edition.

From the environment: STAGE; SITE_ORIGIN (https://host; without it the API's own address, or what the stack has);
CERTIFICATE_ARN, EDGE_CERTIFICATE_ARN, EDGE_ONLY, WEB_ACL_ARN, SMS_REGION, SMS_SENDER, TIMESTAMP_SERVER, ALARM_EMAIL,
TRACING, LOG_RETENTION_DAYS; what is not given keeps what the stack has. EDGE_ONLY=yes, once DNS points to CloudFront, shuts
the way beside it; NEW_ORIGIN_KEY=1 changes the key by which the functions know it. YES=1 deploys without asking.
Credentials and region are found as the AWS tools find them.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.request import urlopen

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.sns_delivery_log import FAILURES
from infra.artefacts import artefact_bucket, artefact_bucket_name, artefact_url, upload, with_artefacts
from infra.city_folder import BadCityError
from infra.front_door import check_may_shut, origin_key_rounds
from infra.local.stage_secrets import new_secrets
from infra.package.__main__ import OUT, write_template, write_zips
from infra.package.errors import PackagingError
from infra.signing.chain import has_chain
from infra.stack import (
    APP,
    DeployError,
    apply,
    check_credentials,
    enter_stage,
    outputs,
    parameters_of,
    url_suffix,
)

DEPLOYED = "deployed.json"
UNKNOWN_ORIGIN = "https://unknown.invalid"
"""Stands for the API's own address during the first deployment, which makes that address."""

FROM_ENVIRONMENT = {
    "CertificateArn": "CERTIFICATE_ARN",
    "EdgeCertificateArn": "EDGE_CERTIFICATE_ARN",
    "EdgeOnly": "EDGE_ONLY",
    "WebAclArn": "WEB_ACL_ARN",
    "SmsRegion": "SMS_REGION",
    "SmsSender": "SMS_SENDER",
    "TimestampServer": "TIMESTAMP_SERVER",
    "AlarmEmail": "ALARM_EMAIL",
    "Tracing": "TRACING",
    "LogRetentionDays": "LOG_RETENTION_DAYS",
}
STAGE = re.compile(r"[a-z][a-z0-9-]{0,15}")
_PATIENCE_SECONDS = 30


def keep_secrets(ssm: Any, stage: str) -> list[str]:
    """Create the secrets that the stage has not, as SecureString; answers their names. What is there stays."""
    made = []
    for secret, value in new_secrets().items():
        name = f"/{stage}/{secret}"
        try:
            ssm.put_parameter(Name=name, Value=json.dumps(value), Type="SecureString", Overwrite=False)
        except ssm.exceptions.ParameterAlreadyExists:
            continue
        made.append(name)
    return made


def keep_sms_log(logs: Any, account: str, region: str) -> None:
    """Create the two log groups of SNS's delivery log, which all stages of the account and region share."""
    for end in ("", FAILURES):
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName=f"sns/{region}/{account}/DirectPublishToPhoneNumber{end}")


def write_sms_log(sns: Any, role: str) -> None:
    """From now on SNS writes every message's fate into its delivery log, with this role's rights."""
    attributes = {"DeliveryStatusIAMRole": role, "DeliveryStatusSuccessSamplingRate": "100"}
    sns.set_sms_attributes(attributes=attributes)


def parameters(
    stage: str, origin: str, environment: Mapping[str, str], kept: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """The template's parameters: as given, as the stack has them (`kept`), else the template's own defaults."""
    given = {name: environment.get(variable, "") for name, variable in FROM_ENVIRONMENT.items()}
    return {**kept, "Stage": stage, "SiteOrigin": origin} | {name: value for name, value in given.items() if value}


def check_given(region: str, given: Mapping[str, str]) -> None:
    """Raises DeployError for what cannot be had together, or not in this region."""
    if given.get("EdgeCertificateArn") and not given.get("CertificateArn"):
        raise DeployError("CloudFront reaches the API under the site's name: give CERTIFICATE_ARN (this region) too")
    if given.get("CertificateArn") and given["SiteOrigin"] == UNKNOWN_ORIGIN:
        raise DeployError("a certificate is for a name: give SITE_ORIGIN=https://host too")
    if not region.startswith("cn-"):
        return
    if given.get("SmsSender", "sns") == "sns":
        raise DeployError("SNS sends no SMS in the China regions: set SMS_SENDER=aliyun (or console, which sends none)")
    if given.get("EdgeCertificateArn"):
        raise DeployError(
            "CloudFront takes no certificate of ACM and no WAF in the China regions: give CERTIFICATE_ARN only"
        )


def reads_sms_log(given: Mapping[str, str]) -> bool:
    """As the template's condition ReadsSmsLog says."""
    return given.get("SmsSender", "sns") == "sns" and not given.get("SmsRegion")


def origin_of(given: str, known: str, region: str, longest: int) -> str:
    """The site's origin as given, as the stack has it, or UNKNOWN_ORIGIN where the API's own address is to be it.

    Raises DeployError for one of more than `longest` characters, for which the SMS that carry a link have no room.
    """
    origin = given or known or UNKNOWN_ORIGIN
    address = f"https://{'x' * 10}.execute-api.{region}.{url_suffix(region)}" if origin == UNKNOWN_ORIGIN else origin
    if len(address) > longest:
        raise DeployError(f"an address like {address} is longer than {longest}: set SITE_ORIGIN to a shorter one")
    return origin


def publish(cloudformation: Any, stack: str, given: Mapping[str, str], region: str) -> str:
    """Publish the city's folder as the stage's edition; answers the edition's digest.

    Prints a one-time code for each admin who has no PIN yet: a new stage has nobody else who could hand it out.
    """
    enter_stage(cloudformation, stack, given, region)
    from infra.publish import enrol_first_admins, publish_city

    digest = publish_city().digest
    for admin, code in enrol_first_admins().items():
        print(f"hand over in person: {admin} sets a PIN at {given['SiteOrigin']}/staff/enrol with {code}")
    return digest


def deploy(session: Any, stage: str, template: Mapping[str, Any], out: Path) -> None:
    """Raises DeployError."""
    account = check_credentials(session)
    s3 = session.client("s3")
    bucket = artefact_bucket(s3, artefact_bucket_name(account, session.region_name), session.region_name)
    deployed = out / DEPLOYED
    deployed.write_text(
        json.dumps(with_artefacts(template, bucket, lambda name: upload(s3, bucket, out / name))), "utf-8"
    )
    url = artefact_url(bucket, upload(s3, bucket, deployed), session.region_name)
    given = put_in_force(session, stage, template, url)
    edition = publish(session.client("cloudformation"), f"{APP}-{stage}", given, session.region_name)
    print(f"edition {edition} is in force at {given['SiteOrigin']}")
    if not has_chain(s3, os.environ["BUCKET_PAPERS"]):
        print(f"no certificate can be signed yet: make signing STAGE={stage} ASK=request, then FILE= what the CA gave")
    print(f"{given['SiteOrigin']} answers {answer_of(given['SiteOrigin'])}")


def put_in_force(session: Any, stage: str, template: Mapping[str, Any], url: str) -> dict[str, str]:
    """Secrets, and the stack as this template says (`url` is where CloudFormation finds it); answers its parameters.

    Raises DeployError.
    """
    region, stack, cloudformation = session.region_name, f"{APP}-{stage}", session.client("cloudformation")
    known, declared = outputs(cloudformation, stack), template["Parameters"]
    origin = origin_of(
        os.environ.get("SITE_ORIGIN", ""), known.get("SiteOrigin", ""), region, declared["SiteOrigin"]["MaxLength"]
    )
    kept = {name: value for name, value in parameters_of(cloudformation, stack).items() if name in declared}
    given = parameters(stage, origin, os.environ, kept)
    check_given(region, given)
    check_may_shut(given, kept)
    _keep_what_a_template_cannot(session, stage, given)
    agreed = _said_before if os.environ.get("YES") == "1" else cache(_asked)
    for shared in _shared_with_cloudfront(session, stage, given):
        given |= {name: value for name, value in shared.items() if name in declared}
        apply(cloudformation, stack, url, given, agreed=agreed)
    if given["SiteOrigin"] == UNKNOWN_ORIGIN:
        given["SiteOrigin"] = outputs(cloudformation, stack)["ApiEndpoint"]
        apply(cloudformation, stack, url, given, agreed=_said_before)
    if role := outputs(cloudformation, stack).get("SmsLogRole"):
        write_sms_log(session.client("sns"), role)
    if target := _dns_target(outputs(cloudformation, stack)):
        print(f"the DNS name of {given['SiteOrigin']} must point to {target}")
    if given.get("EdgeCertificateArn") and given.get("EdgeOnly") != "yes":
        print(
            f"the API answers beside CloudFront too, until, once DNS has moved: make deploy STAGE={stage} EDGE_ONLY=yes"
        )
    return given


def _keep_what_a_template_cannot(session: Any, stage: str, given: Mapping[str, str]) -> None:
    """Secrets, and SNS's log groups."""
    made = keep_secrets(session.client("ssm"), stage)
    print(f"secrets made: {', '.join(made) or 'none, all are there'}")
    if reads_sms_log(given):
        keep_sms_log(session.client("logs"), check_credentials(session), session.region_name)


def _shared_with_cloudfront(session: Any, stage: str, given: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
    if not given.get("EdgeCertificateArn"):
        return [{}]
    return origin_key_rounds(session.client("ssm"), stage, renewed=os.environ.get("NEW_ORIGIN_KEY") == "1")


def _dns_target(told: Mapping[str, str]) -> str:
    return told.get("EdgeTarget") or told.get("DomainTarget", "")


def answer_of(site: str) -> str:
    """What the home page answers now: its status, or why there is none."""
    try:
        with urlopen(f"{site}/", timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - https, or the local cloud's own
            return str(answer.status)
    except OSError as error:
        return f"nothing yet ({error})"


def _asked(stack: str) -> bool:
    return input(f"deploy these changes to {stack}? type yes: ").strip() == "yes"


def _said_before(_stack: str) -> bool:
    return True


def main() -> int:
    stage = os.environ.get("STAGE", "")
    if not STAGE.fullmatch(stage):
        print("which stage? make deploy STAGE=prod (a-z, 0-9, -; at most 16)", file=sys.stderr)
        return 1
    # botocore itself reads AWS_DEFAULT_REGION only.
    session = boto3.session.Session(region_name=os.environ.get("AWS_REGION"))
    try:
        check_credentials(session)
        template = write_template(OUT)
        write_zips(template, OUT)
        deploy(session, stage, template, OUT)
    except (DeployError, PackagingError, BadCityError, BotoCoreError, ClientError) as error:
        print(*error.args if isinstance(error, BadCityError) else [error], sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
