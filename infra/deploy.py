"""`make deploy STAGE=prod`: package, secrets, artefacts, preview, deploy, publish the city's edition.

From the environment: STAGE; SITE_ORIGIN (https://host; without it the API's own address, or what the stack has);
CERTIFICATE_ARN, SMS_REGION, SMS_SENDER, TIMESTAMP_SERVER; YES=1 deploys without asking. Credentials and region are found
as the AWS tools find them.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.sns_delivery_log import FAILURES
from infra.artefacts import artefact_bucket, upload, with_artefacts
from infra.city_folder import BadCityError
from infra.functions import ENVIRONMENT
from infra.local.stage_secrets import new_secrets
from infra.local.template import Resolver
from infra.package.__main__ import OUT, write_template, write_zips
from infra.package.errors import PackagingError
from infra.signing.chain import has_chain

APP = "buqiuren"
UNKNOWN_ORIGIN = "https://unknown.invalid"
"""Stands for the API's own address during the first deployment, which makes that address."""

_STAGE = re.compile(r"[a-z][a-z0-9-]{0,15}")
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_POLL_SECONDS = 3


class DeployError(Exception):
    """The deployment cannot go on; the text says what to do."""

    code = "deploy"


def check_credentials(session: Any) -> str:
    """The account that these credentials belong to. Raises DeployError."""
    if not session.region_name:
        raise DeployError("no region: set AWS_REGION, or a region in your AWS profile")
    try:
        return str(session.client("sts").get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise DeployError(f"no usable AWS credentials ({error}): run `aws sso login` or set AWS_PROFILE") from error


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


def preview(changes: Iterable[Mapping[str, Any]]) -> str:
    """One line for each change of a change set; what replaces a resource comes first."""
    lines = []
    for change in changes:
        found = change["ResourceChange"]
        replaced = found.get("Replacement", "False")
        mark = {"True": "REPLACE", "Conditional": "REPLACE?"}.get(replaced, found["Action"].upper())
        lines.append(f"{mark:9} {found['LogicalResourceId']:32} {found['ResourceType']}")
    return "\n".join(sorted(lines, key=lambda line: (not line.startswith("REPLACE"), line)))


def parameters(stage: str, origin: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The template's parameters; those that are not given keep the template's default."""
    from_environment = {
        "CertificateArn": "CERTIFICATE_ARN",
        "SmsRegion": "SMS_REGION",
        "SmsSender": "SMS_SENDER",
        "TimestampServer": "TIMESTAMP_SERVER",
    }
    given = {name: environment.get(variable, "") for name, variable in from_environment.items()}
    return {"Stage": stage, "SiteOrigin": origin} | {name: value for name, value in given.items() if value}


def reads_sms_log(environment: Mapping[str, str]) -> bool:
    """As the template's condition ReadsSmsLog says."""
    return environment.get("SMS_SENDER", "sns") == "sns" and not environment.get("SMS_REGION")


def origin_of(given: str, known: str, region: str, longest: int) -> str:
    """The site's origin as given, as the stack has it, or UNKNOWN_ORIGIN where the API's own address is to be it.

    Raises DeployError for one of more than `longest` characters, for which the SMS that carry a link have no room.
    """
    origin = given or known or UNKNOWN_ORIGIN
    address = f"https://{'x' * 10}.execute-api.{region}.{_suffix(region)}" if origin == UNKNOWN_ORIGIN else origin
    if len(address) > longest:
        raise DeployError(f"an address like {address} is longer than {longest}: set SITE_ORIGIN to a shorter one")
    return origin


def _suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """Outputs of the stack; empty while there is none."""
    try:
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def propose(cloudformation: Any, stack: str, template_url: str, given: Mapping[str, str]) -> str | None:
    """A change set, ready to be executed; None when nothing would change. Raises DeployError."""
    created = cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=f"deploy-{int(time.time())}",
        ChangeSetType="UPDATE" if outputs(cloudformation, stack) else "CREATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
        Capabilities=_CAPABILITIES,
    )
    while True:
        found = cloudformation.describe_change_set(ChangeSetName=created["Id"])
        if found["Status"] == "CREATE_COMPLETE":
            return str(created["Id"])
        if found["Status"] == "FAILED":
            if any(reason in found.get("StatusReason", "") for reason in _UNCHANGED):
                cloudformation.delete_change_set(ChangeSetName=created["Id"])
                return None
            raise DeployError(f"CloudFormation refused the template: {found.get('StatusReason', '')}")
        time.sleep(_POLL_SECONDS)


def changes_of(cloudformation: Any, change_set: str) -> list[dict[str, Any]]:
    pages = cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
    return [change for page in pages for change in page["Changes"]]


def execute(cloudformation: Any, stack: str, change_set: str) -> None:
    """Raises DeployError."""
    waiter = "stack_update_complete" if outputs(cloudformation, stack) else "stack_create_complete"
    cloudformation.execute_change_set(ChangeSetName=change_set)
    try:
        cloudformation.get_waiter(waiter).wait(StackName=stack)
    except BotoCoreError as error:
        raise DeployError(f"{stack} did not deploy and was rolled back: see its events ({error})") from error


def stage_environment(physical: Mapping[str, str], given: Mapping[str, str], region: str) -> dict[str, str]:
    """The functions' own variables, from the physical ids of the stack's resources."""
    references = {**physical, **given, "AWS::Region": region, "AWS::URLSuffix": _suffix(region)}
    resolve = Resolver(references, lambda name, attribute: f"{references[name]}.{attribute}")
    return {name: str(resolve(value)) for name, value in ENVIRONMENT.items()} | {"AWS_DEFAULT_REGION": region}


def enter_stage(cloudformation: Any, stack: str, given: Mapping[str, str], region: str) -> None:
    """From now on this process has the functions' environment, so that `wiring` reaches the stage."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    physical = {
        found["LogicalResourceId"]: found["PhysicalResourceId"]
        for page in pages
        for found in page["StackResourceSummaries"]
        if found.get("PhysicalResourceId")
    }
    os.environ.update(stage_environment(physical, given, region))


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
    stack, cloudformation = f"{APP}-{stage}", session.client("cloudformation")
    known, longest = outputs(cloudformation, stack), template["Parameters"]["SiteOrigin"]["MaxLength"]
    origin = origin_of(os.environ.get("SITE_ORIGIN", ""), known.get("SiteOrigin", ""), session.region_name, longest)
    made = keep_secrets(session.client("ssm"), stage)
    print(f"secrets made: {', '.join(made) or 'none, all are there'}")
    if reads_sms_log(os.environ):
        keep_sms_log(session.client("logs"), account, session.region_name)
    s3 = session.client("s3")
    bucket = artefact_bucket(s3, f"{APP}-artefacts-{account}-{session.region_name}", session.region_name)
    deployed = out / "deployed.yaml"
    deployed.write_text(_yaml(with_artefacts(template, bucket, lambda name: upload(s3, bucket, out / name))), "utf-8")
    url = f"https://{bucket}.s3.{session.region_name}.amazonaws.com/{upload(s3, bucket, deployed)}"
    given = parameters(stage, origin, os.environ)
    _apply(cloudformation, stack, url, given, agreed=_said_before if os.environ.get("YES") == "1" else _asked)
    if origin == UNKNOWN_ORIGIN:
        given["SiteOrigin"] = outputs(cloudformation, stack)["ApiEndpoint"]
        _apply(cloudformation, stack, url, given, agreed=_said_before)
    if role := outputs(cloudformation, stack).get("SmsLogRole"):
        write_sms_log(session.client("sns"), role)
    print(f"edition {publish(cloudformation, stack, given, session.region_name)} is in force at {given['SiteOrigin']}")
    if not has_chain(s3, os.environ["BUCKET_PAPERS"]):
        print(f"no certificate can be signed yet: make signing STAGE={stage} ASK=request, then FILE= what the CA gave")


def _asked(stack: str) -> bool:
    return input(f"deploy these changes to {stack}? type yes: ").strip() == "yes"


def _said_before(_stack: str) -> bool:
    return True


def _apply(
    cloudformation: Any, stack: str, url: str, given: Mapping[str, str], *, agreed: Callable[[str], bool]
) -> None:
    change_set = propose(cloudformation, stack, url, given)
    if change_set is None:
        print(f"{stack} is up to date")
        return
    print(preview(changes_of(cloudformation, change_set)))
    if not agreed(stack):
        raise DeployError("nothing was deployed; the change set stays for you to look at")
    execute(cloudformation, stack, change_set)


def _yaml(template: Mapping[str, Any]) -> str:
    # Through JSON, so that nothing is an anchor: CloudFormation reads none.
    return yaml.safe_dump(json.loads(json.dumps(template)), sort_keys=False, allow_unicode=True)


def main() -> int:
    stage = os.environ.get("STAGE", "")
    if not _STAGE.fullmatch(stage):
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
