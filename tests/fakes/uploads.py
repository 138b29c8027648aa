from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from chalicelib.ports import ExistsError, StaleError, Upload


class FakeUploads:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.uploads: dict[str, Upload] = {}
        self._now = now

    def add(self, upload: Upload) -> None:
        if upload.id in self.uploads:
            raise ExistsError(upload.id)
        self.uploads[upload.id] = upload

    def get(self, upload_id: str) -> Upload | None:
        upload = self.uploads.get(upload_id)
        return upload if upload and upload.expires_at > self._now().timestamp() else None

    def get_many(self, ids: Iterable[str]) -> Mapping[str, Upload]:
        found = {upload_id: self.get(upload_id) for upload_id in ids}
        return {upload_id: upload for upload_id, upload in found.items() if upload}

    def judge(self, judged: Upload) -> None:
        standing = self.uploads.get(judged.id)
        if standing is None or standing.state != "waiting":
            raise StaleError(judged.id)
        self.uploads[judged.id] = judged
