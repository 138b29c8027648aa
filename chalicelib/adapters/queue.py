"""SQS queues: one JSON object a message."""

import json
from typing import Any

from chalicelib.ports import Task


class SqsQueue:
    def __init__(self, url: str, sqs: Any) -> None:
        self._url = url
        self._sqs = sqs

    def put(self, task: Task) -> None:
        body = json.dumps(task.body, ensure_ascii=False)
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=task.delay_seconds)
