"""CloudFormation as far as `make deploy` speaks to it: change sets and stacks in this process's memory.

The template is read whole (`stack_template`); of what it declares tables, queues, buckets and keys are made in the local cloud,
the other resources get a name. What a role in it allows is allowed to its function here too.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from infra.functions import FUNCTIONS
from infra.iam import Statement, listed
from infra.local import resources
from infra.local.cloud import ACCOUNT, CREDENTIALS, Cloud, arn
from infra.local.dynamodb_access import TABLES, DynamoDBCall
from infra.local.errors import CloudError
from infra.local.query_protocol import answer, nested
from infra.local.stack_template import StackResolver, parameter_values, refused, resolved, translated, wanted
from infra.local.template import Template

_ATTRIBUTES: Mapping[str, Callable[[str], str]] = {
    "AWS::Lambda::Function.Arn": lambda name: arn("lambda", f"function:{name}"),
    "AWS::IAM::Role.Arn": lambda name: f"arn:aws:iam::{ACCOUNT}:role/{name}",
    "AWS::Logs::LogGroup.Arn": lambda name: arn("logs", f"log-group:{name}:*"),
    "AWS::CloudWatch::Alarm.Arn": lambda name: arn("cloudwatch", f"alarm:{name}"),
    "AWS::Events::Rule.Arn": lambda name: arn("events", f"rule/{name}"),
    "AWS::WAFv2::WebACL.Arn": lambda name: arn("wafv2", f"global/webacl/{name}/1"),
    "AWS::ApiGatewayV2::DomainName.RegionalDomainName": lambda name: f"{name.lower()}.execute-api.local",
    "AWS::CloudFront::Distribution.DomainName": lambda name: f"{name.lower()}.cloudfront.local",
}

_FUNCTION_NAMES = {name.title().replace("_", ""): name for name in FUNCTIONS}
"""By logical id, as Chalice makes it of the name."""


@dataclass
class Stack:
    """`status` as CloudFormation names it; `properties` are resolved, by logical id."""

    name: str
    status: str
    template: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    tags: list[Any] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    physical: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class ChangeSet:
    stack: Stack
    template: Mapping[str, Any]
    given: Mapping[str, str]
    tags: list[Any]
    changes: list[dict[str, Any]]


class Stacks:
    """`site` is what the API of every stack is reached by; `allow(function, statements)` hears of each function's role."""

    def __init__(
        self,
        cloud: Cloud,
        dynamodb: DynamoDBCall,
        *,
        site: str,
        allow: Callable[[str, list[Statement]], None],
    ) -> None:
        self._cloud, self._dynamodb, self._site, self._allow = cloud, dynamodb, site, allow
        self._stacks: dict[str, Stack] = {}
        self._change_sets: dict[str, ChangeSet] = {}
        self._operations: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "DescribeStacks": self._describe,
            "CreateChangeSet": self._propose,
            "DescribeChangeSet": self._proposed,
            "DeleteChangeSet": self._withdraw,
            "ExecuteChangeSet": self._execute,
            "ListStackResources": self._resources,
        }

    def call(self, form: Mapping[str, str]) -> str:
        """One action of the query protocol, its answer as XML. Raises CloudError."""
        action = form.get("Action", "")
        if action not in self._operations:
            raise CloudError("InvalidAction", f"{action} is not part of the local cloud")
        return answer(action, self._operations[action](nested(form)))

    def _describe(self, asked: dict[str, Any]) -> dict[str, Any]:
        stack = self._stack(asked["StackName"])
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()]
        secret = {name for name, body in stack.template.get("Parameters", {}).items() if body.get("NoEcho")}
        given = [
            {"ParameterKey": key, "ParameterValue": "****" if key in secret else value}
            for key, value in stack.given.items()
        ]
        told = {"StackName": stack.name, "StackStatus": stack.status, "CreationTime": "2026-01-01T00:00:00Z"}
        return {"Stacks": [{**told, "Outputs": outputs, "Parameters": given, "Tags": stack.tags}]}

    def _stack(self, name: str) -> Stack:
        if name not in self._stacks:
            raise refused(f"Stack with id {name} does not exist")
        return self._stacks[name]

    def _propose(self, asked: dict[str, Any]) -> dict[str, Any]:
        name, kind = asked["StackName"], asked["ChangeSetType"]
        if kind == "UPDATE":
            self._stack(name)
        stack = self._stacks.setdefault(name, Stack(name, "REVIEW_IN_PROGRESS"))
        if kind == "CREATE" and stack.status != "REVIEW_IN_PROGRESS":
            raise CloudError("AlreadyExistsException", f"Stack {name} already exists")
        template = translated(json.loads(self._fetched(asked["TemplateURL"])))
        given = parameter_values(
            template["Parameters"], {one["ParameterKey"]: one["ParameterValue"] for one in asked["Parameters"]}
        )
        properties = self._properties(name, template, given)
        made = ChangeSet(stack, template, given, asked.get("Tags", []), _changes(stack, template, properties))
        identity = arn("cloudformation", f"changeSet/{asked['ChangeSetName']}/{uuid.uuid4()}")
        self._change_sets[identity] = made
        return {"Id": identity, "StackId": arn("cloudformation", f"stack/{name}")}

    def _fetched(self, url: str) -> str:
        address = urlsplit(url)
        bucket = address.netloc.partition(".")[0]
        return self._cloud.objects.get(bucket, unquote(address.path[1:]), None).body.decode()

    def _proposed(self, asked: dict[str, Any]) -> dict[str, Any]:
        made = self._change_set(asked)
        if not made.changes:
            reason = "The submitted information didn't contain changes. Submit different information."
            return {"Status": "FAILED", "StatusReason": reason, "Changes": []}
        return {"Status": "CREATE_COMPLETE", "Changes": made.changes}

    def _change_set(self, asked: dict[str, Any]) -> ChangeSet:
        if asked["ChangeSetName"] not in self._change_sets:
            raise CloudError("ChangeSetNotFound", f"ChangeSet {asked['ChangeSetName']} does not exist", status=404)
        return self._change_sets[asked["ChangeSetName"]]

    def _withdraw(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._change_sets.pop(asked["ChangeSetName"], None)
        return {}

    def _execute(self, asked: dict[str, Any]) -> dict[str, Any]:
        made = self._change_set(asked)
        stack, first = made.stack, made.stack.status == "REVIEW_IN_PROGRESS"
        resolve = self._resolver(stack.name, made.template, made.given)
        kept = wanted(made.template, resolve)
        resources.create(Template(kept), resolve, self._cloud, self._dynamodb, prefix=stack.name)
        stack.template, stack.given, stack.tags = made.template, made.given, made.tags
        stack.properties = {name: resolved(resolve, body.get("Properties", {})) for name, body in kept.items()}
        stack.physical = {name: resolve({"Ref": name}) for name in kept}
        stack.outputs = {
            name: str(resolved(resolve, body["Value"]))
            for name, body in made.template["Outputs"].items()
            if "Condition" not in body or resolve.holds({"Condition": body["Condition"]})
        }
        stack.status = "CREATE_COMPLETE" if first else "UPDATE_COMPLETE"
        self._tell_roles(stack, kept)
        del self._change_sets[asked["ChangeSetName"]]
        return {}

    def _tell_roles(self, stack: Stack, kept: Mapping[str, Mapping[str, Any]]) -> None:
        for name, body in kept.items():
            if body["Type"] == "AWS::Lambda::Function":
                [role] = [
                    key for key in kept if stack.properties[name]["Role"].endswith(f":role/{stack.physical[key]}")
                ]
                policies = stack.properties[role]["Policies"]
                statements = [one for policy in policies for one in listed(policy["PolicyDocument"]["Statement"])]
                self._allow(_FUNCTION_NAMES[name], statements)

    def _resources(self, asked: dict[str, Any]) -> dict[str, Any]:
        stack = self._stack(asked["StackName"])
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": name,
                    "PhysicalResourceId": physical,
                    "ResourceType": stack.template["Resources"][name]["Type"],
                    "ResourceStatus": stack.status,
                    "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
                }
                for name, physical in stack.physical.items()
            ]
        }

    def _properties(self, stack: str, template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """What the resources would be; the stream of a table that is not there yet has no label."""
        resolve = self._resolver(stack, template, given)
        return {name: resolved(resolve, body.get("Properties", {})) for name, body in wanted(template, resolve).items()}

    def _resolver(self, stack: str, template: Mapping[str, Any], given: Mapping[str, str]) -> StackResolver:
        references = {
            **given,
            "AWS::Region": CREDENTIALS.region,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::StackName": stack,
        }
        deciding = StackResolver(template["Conditions"], references, _nothing)
        kept = wanted(template, deciding)
        known, attributes = resources.names(Template(kept), self._cloud, self._dynamodb, prefix=stack)
        others = {name: f"{stack}-{name}" for name in kept if name not in known}

        def attribute(name: str, asked: str) -> str:
            if asked == "StreamArn" and known[name] not in self._tables():
                return f"{attributes[name, 'Arn']()}/stream/"
            if (name, asked) in attributes:
                return attributes[name, asked]()
            if asked == "ApiEndpoint":
                return self._site
            return _ATTRIBUTES[f"{kept[name]['Type']}.{asked}"](others[name])

        return StackResolver(template["Conditions"], {**references, **known, **others}, attribute)

    def _tables(self) -> list[str]:
        found: list[str] = self._dynamodb(f"{TABLES}.ListTables", {})["TableNames"]
        return found


def _nothing(name: str, attribute: str) -> str:
    raise refused(f"Template error: a condition asks for {name}.{attribute}")


def _changes(stack: Stack, template: Mapping[str, Any], properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Against what the stack has. A table whose keys change is replaced; of other replacements this knows nothing."""
    before, found = stack.properties, []
    for name in sorted(before.keys() | properties.keys()):
        kind = (template if name in properties else stack.template)["Resources"][name]["Type"]
        change = {"LogicalResourceId": name, "ResourceType": kind}
        if name not in before:
            found.append({**change, "Action": "Add"})
        elif name not in properties:
            found.append({**change, "Action": "Remove"})
        elif json.dumps(before[name], sort_keys=True) != json.dumps(properties[name], sort_keys=True):
            replaced = before[name].get("KeySchema") != properties[name].get("KeySchema")
            found.append({**change, "Action": "Modify", "Replacement": str(replaced)})
    return [{"Type": "Resource", "ResourceChange": change} for change in found]
