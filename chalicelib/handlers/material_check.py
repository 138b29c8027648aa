"""What arrived under incoming/: EventBridge's `Object Created` of the bucket."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.judge_upload import judge_upload

LOG = logging.getLogger("buqiuren")


def handle(event: Any) -> None:
    """Judges the very version that the event names."""
    arrived = event.detail["object"]
    upload_id = arrived["key"].removeprefix("incoming/")
    judged = judge_upload(
        upload_id,
        arrived["version-id"],
        uploads=wiring.uploads(),
        papers=wiring.papers(),
        inspector=wiring.inspector(),
        now=wiring.now(),
    )
    if judged is None:
        LOG.info("upload %s version %s: nothing waits for it", upload_id, arrived["version-id"])
    else:
        LOG.info(
            "upload %s: %s %s, %s, %s bytes", upload_id, judged.state, judged.code, judged.content_type, judged.size
        )
