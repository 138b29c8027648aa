"""CloudFormation as a deployment needs it: what a stack has, what would change, changing it, and its way into this process."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wiring
from infra.functions import ENVIRONMENT
from infra.local.template import Resolver, UnresolvedError
from infra.package.template import attribute_output

APP = "buqiuren"
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_DEAD = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
"""Where a stack ends whose first creation failed: CloudFormation lets one only delete it."""
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


def url_suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """Outputs of the stack; empty while there is none."""
    found = _described(cloudformation, stack).get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in found}


def parameters_of(cloudformation: Any, stack: str) -> dict[str, str]:
    """What the stack was deployed with, so that a deployment that names nothing changes none; without secrets."""
    found = _described(cloudformation, stack).get("Parameters", [])
    named = {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in found}
    return {name: value for name, value in named.items() if set(value) != {"*"}}


def _described(cloudformation: Any, stack: str) -> Mapping[str, Any]:
    """The stack as CloudFormation tells it; nothing where there is none, or only the record of a first attempt.

    Raises DeployError for one that can only be deleted.
    """
    try:
        found: Mapping[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    if found["StackStatus"] in _DEAD:
        raise DeployError(
            f"{stack} is {found['StackStatus']}: its first deployment failed. Delete the stack (`aws cloudformation "
            f"delete-stack --stack-name {stack}`) and the empty tables that it kept, then deploy again"
        )
    return {} if found["StackStatus"] == "REVIEW_IN_PROGRESS" else found


def propose(cloudformation: Any, stack: str, template_url: str, given: Mapping[str, str]) -> str | None:
    """A change set, ready to be executed; None when nothing would change. Raises DeployError."""
    created = cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=f"deploy-{int(time.time())}",
        ChangeSetType="UPDATE" if outputs(cloudformation, stack) else "CREATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
        Capabilities=_CAPABILITIES,
        # CloudFormation hands them on to every resource that can have tags.
        Tags=[{"Key": "application", "Value": APP}, {"Key": "stage", "Value": given["Stage"]}],
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
        told = "\n".join(failures(cloudformation, stack)) or str(error)
        raise DeployError(f"{stack} did not deploy and was rolled back:\n{told}") from error


def failures(cloudformation: Any, stack: str) -> list[str]:
    """What failed in the last change of a stack, the first failure first: what comes after it was mostly cancelled."""
    found = []
    for event in cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
        if event["LogicalResourceId"] == stack and event["ResourceStatus"].endswith("_IN_PROGRESS"):
            if "ROLLBACK" not in event["ResourceStatus"]:
                break
        elif event["ResourceStatus"].endswith("_FAILED"):
            found.append(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}")
    return found[::-1]


def apply(
    cloudformation: Any, stack: str, url: str, given: Mapping[str, str], *, agreed: Callable[[str], bool]
) -> None:
    """Shows the changes, asks, makes them. Raises DeployError."""
    change_set = propose(cloudformation, stack, url, given)
    if change_set is None:
        print(f"{stack} is up to date")
        return
    print(preview(changes_of(cloudformation, change_set)))
    if not agreed(stack):
        raise DeployError("nothing was deployed; the change set stays for you to look at")
    execute(cloudformation, stack, change_set)


def preview(changes: Iterable[Mapping[str, Any]]) -> str:
    """One line for each change of a change set; what replaces a resource comes first."""
    lines = []
    for change in changes:
        found = change["ResourceChange"]
        replaced = found.get("Replacement", "False")
        mark = {"True": "REPLACE", "Conditional": "REPLACE?"}.get(replaced, found["Action"].upper())
        lines.append(f"{mark:9} {found['LogicalResourceId']:32} {found['ResourceType']}")
    return "\n".join(sorted(lines, key=lambda line: (not line.startswith("REPLACE"), line)))


def stage_environment(
    physical: Mapping[str, str], given: Mapping[str, str], told: Mapping[str, str], region: str
) -> dict[str, str]:
    """The functions' own variables, from the physical ids of the stack's resources and its outputs (`told`).

    Raises DeployError for a stack of another version, which lacks what this one's functions stand on.
    """
    references = {**physical, **given, "AWS::Region": region, "AWS::URLSuffix": url_suffix(region)}

    def attribute(name: str, of: str) -> str:
        if (output := attribute_output(name, of)) not in told:
            raise UnresolvedError(f"{output} is no output of the stack")
        return told[output]

    try:
        resolved = {name: str(Resolver(references, attribute)(value)) for name, value in ENVIRONMENT.items()}
    except UnresolvedError as error:
        raise DeployError(
            f"the stack is of another version than this checkout ({error}): check out what is deployed, or deploy this"
        ) from error
    return {**resolved, "AWS_DEFAULT_REGION": region}


def enter_stage(cloudformation: Any, stack: str, given: Mapping[str, str], region: str) -> None:
    """From now on this process has the functions' environment, so that `wiring` reaches the stage. Raises DeployError."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    physical = {
        found["LogicalResourceId"]: found["PhysicalResourceId"]
        for page in pages
        for found in page["StackResourceSummaries"]
        if found.get("PhysicalResourceId")
    }
    os.environ.update(stage_environment(physical, given, outputs(cloudformation, stack), region))
    wiring.forget()
