"""A local cloud as a process of its own, so that a test can kill it."""

import os
import sys
from pathlib import Path
from typing import Any

from infra.local.__main__ import serve
from infra.local.server import start
from tests.infra.local_cloud import CASE_LOG_STREAM, client, new_app, project

app = new_app()


@app.route("/sms/{number}", methods=["POST"])
def send(number: str) -> dict[str, str]:
    return client("sns").publish(PhoneNumber="+8619900000001", Message=f"sms {number}")["MessageId"]


@app.route("/paper/{number}", methods=["POST"])
def keep(number: str) -> dict[str, str]:
    stored = client("s3").put_object(Bucket="local-papers", Key=f"papers/{number}", Body=number.encode())
    return {"version": stored["VersionId"]}


@app.route("/paper/{number}")
def paper(number: str) -> dict[str, str]:
    found = client("s3").get_object(Bucket="local-papers", Key=f"papers/{number}")
    return {"version": found["VersionId"], "body": found["Body"].read().decode()}


@app.route("/task/{number}", methods=["POST"])
def task(number: str) -> dict[str, str]:
    # Nobody reads this queue here, so what was acknowledged must still lie in it.
    client("sqs").send_message(QueueUrl=os.environ["QUEUE_CERTIFY_URL"], MessageBody=number)
    return {}


@app.route("/tasks")
def tasks() -> list[str]:
    found = client("sqs").receive_message(
        QueueUrl=os.environ["QUEUE_CERTIFY_URL"], MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [message["Body"] for message in found.get("Messages", [])]


@app.route("/commit/{number}", methods=["POST"])
def commit(number: str) -> dict[str, str]:
    item = {"matter": {"S": "c-1"}, "seq": {"N": number}}
    client("dynamodb").put_item(TableName=os.environ["TABLE_CASE_LOG"], Item=item)
    return {}


@app.on_dynamodb_record(CASE_LOG_STREAM, name="project")
def follow(event: Any) -> None:
    for record in event:
        client("dynamodb").put_item(
            TableName=os.environ["TABLE_VIEWS"],
            Item={"queue": {"S": "seen"}, "sort": {"S": record.keys["seq"]["N"]}},
        )


@app.route("/seen")
def seen() -> list[str]:
    found = client("dynamodb").scan(TableName=os.environ["TABLE_VIEWS"], ConsistentRead=True)
    return [item["sort"]["S"] for item in found["Items"]]


if __name__ == "__main__":
    serve(start(Path(sys.argv[1]), project=project(app)))
