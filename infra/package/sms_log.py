"""What brings SNS's delivery log to the function `receipts`, where SNS sends in the stack's own region.

SNS writes into two log groups of the account and region, which `make deploy` makes, since stages share them.
"""

from typing import Any

from chalicelib.adapters.sns_delivery_log import FAILURES
from infra.functions import sms_log_group
from infra.package.functions import logical_id

GROUP = sms_log_group("${AWS::Region}")
_CONDITION = "ReadsSmsLog"
_FUNCTION = logical_id("receipts")
_PERMISSION = "SmsLogMayCall"


def sms_delivery_log() -> dict[str, Any]:
    return {
        "SmsLogRole": _role(),
        _PERMISSION: {
            "Type": "AWS::Lambda::Permission",
            "Condition": _CONDITION,
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": _FUNCTION},
                "Principal": "logs.amazonaws.com",
                "SourceAccount": {"Ref": "AWS::AccountId"},
                "SourceArn": {"Fn::Sub": f"{_arn()}*"},
            },
        },
        "SmsSentLines": _subscription(GROUP),
        "SmsFailedLines": _subscription(GROUP + FAILURES),
    }


def _subscription(group: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::SubscriptionFilter",
        "Condition": _CONDITION,
        "DependsOn": _PERMISSION,
        "Properties": {
            "LogGroupName": {"Fn::Sub": group},
            "FilterPattern": "",
            "DestinationArn": {"Fn::GetAtt": [_FUNCTION, "Arn"]},
        },
    }


def _role() -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::Sub": f"{_arn()}*"},
    }
    trust = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "Type": "AWS::IAM::Role",
        "Condition": _CONDITION,
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {
                    "PolicyName": "SmsLog",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                }
            ],
        },
    }


def _arn() -> str:
    return f"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{GROUP}"
