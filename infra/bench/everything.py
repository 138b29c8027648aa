"""The naive handler that cold starts are compared with: every library and every handler at the top of the file."""

import os
from importlib import import_module

import boto3
import jinja2
import pydantic
from aws_xray_sdk.core import xray_recorder

import app as city

LIBRARIES = (boto3, jinja2, pydantic, xray_recorder)
HANDLERS = [
    import_module(f"chalicelib.handlers.{module}") for module in sorted({one for one, _ in city.app.targets.values()})
]
CLIENTS = [boto3.client(service) for service in ("dynamodb", "s3", "sqs", "sns", "ssm")]
handler = getattr(city, os.environ["BENCH_HANDLER"])
