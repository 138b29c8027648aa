import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from infra.local.server import LocalCloud
from tests.infra.local_cloud import client, new_app, running

BUCKET = "local-papers"
CONDITIONS = [["content-length-range", 1, 100], {"Content-Type": "image/jpeg"}, {"success_action_status": "201"}]
FIELDS = {"Content-Type": "image/jpeg", "success_action_status": "201"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running(tmp_path_factory.mktemp("s3"), new_app()) as started:
        yield started


@pytest.fixture
def s3(cloud: LocalCloud) -> Any:
    assert cloud.url
    return client("s3")


def presigned_post(s3: Any, key: str = "incoming/a", seconds: int = 60) -> dict[str, Any]:
    return s3.generate_presigned_post(BUCKET, key, Fields=dict(FIELDS), Conditions=list(CONDITIONS), ExpiresIn=seconds)


def post(form: dict[str, Any], content: bytes = b"photo", **changes: str) -> requests.Response:
    fields = {**form["fields"], **changes}
    return requests.post(form["url"], data=fields, files={"file": ("p.jpg", content)}, timeout=10)


def test_every_version_of_an_object_stays_readable(s3: Any) -> None:
    first = s3.put_object(Bucket=BUCKET, Key="k/咸 宁.txt", Body=b"one", Metadata={"a": "b"}, ContentType="text/plain")
    second = s3.put_object(Bucket=BUCKET, Key="k/咸 宁.txt", Body=io.BytesIO(b"two"))
    old = s3.get_object(Bucket=BUCKET, Key="k/咸 宁.txt", VersionId=first["VersionId"])
    assert (old["Body"].read(), old["Metadata"], old["ContentType"]) == (b"one", {"a": "b"}, "text/plain")
    new = s3.get_object(Bucket=BUCKET, Key="k/咸 宁.txt")
    assert (new["Body"].read(), new["VersionId"]) == (b"two", second["VersionId"])
    assert s3.get_object(Bucket=BUCKET, Key="k/咸 宁.txt", Range="bytes=1-2")["Body"].read() == b"wo"
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix="k/")["Contents"]
    assert [(entry["Key"], entry["Size"]) for entry in listed] == [("k/咸 宁.txt", 3)]


def test_a_copy_can_name_the_version_that_was_judged(s3: Any) -> None:
    judged = s3.put_object(Bucket=BUCKET, Key="incoming/x", Body=b"judged", ContentType="image/png")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="incoming/x", Body=b"swapped")
    source = {"Bucket": BUCKET, "Key": "incoming/x", "VersionId": judged}
    s3.copy_object(Bucket=BUCKET, Key="papers/digest", CopySource=source)
    copied = s3.get_object(Bucket=BUCKET, Key="papers/digest")
    assert (copied["Body"].read(), copied["ContentType"]) == (b"judged", "image/png")


def test_a_deleted_object_is_gone_but_its_versions_are_not(s3: Any) -> None:
    version = s3.put_object(Bucket=BUCKET, Key="gone", Body=b"x")["VersionId"]
    s3.delete_object(Bucket=BUCKET, Key="gone")
    with pytest.raises(ClientError) as refused:
        s3.get_object(Bucket=BUCKET, Key="gone")
    assert refused.value.response["Error"]["Code"] == "NoSuchKey"
    assert s3.get_object(Bucket=BUCKET, Key="gone", VersionId=version)["Body"].read() == b"x"
    listed = s3.list_object_versions(Bucket=BUCKET, Prefix="gone")
    assert (len(listed["DeleteMarkers"]), len(listed["Versions"])) == (1, 1)


def test_a_conditional_put_writes_once(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="papers/once", Body=b"x", IfNoneMatch="*")
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=BUCKET, Key="papers/once", Body=b"y", IfNoneMatch="*")
    assert refused.value.response["Error"]["Code"] == "PreconditionFailed"
    assert s3.get_object(Bucket=BUCKET, Key="papers/once")["Body"].read() == b"x"


def test_a_presigned_address_opens_one_object_until_it_expires(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="papers/a b", Body=b"paper")
    params = {"Bucket": BUCKET, "Key": "papers/a b", "ResponseContentType": "image/png"}
    url = s3.generate_presigned_url("get_object", Params=params, ExpiresIn=60)
    answer = requests.get(url, timeout=10)
    assert (answer.content, answer.headers["Content-Type"]) == (b"paper", "image/png")
    expired = s3.generate_presigned_url("get_object", Params=params, ExpiresIn=-5)
    assert (
        requests.get(expired, timeout=10).status_code,
        "Request has expired" in requests.get(expired, timeout=10).text,
    ) == (403, True)
    other = url.replace("papers/a%20b", "papers/once")
    assert "<Code>SignatureDoesNotMatch</Code>" in requests.get(other, timeout=10).text
    longer = url.replace("X-Amz-Expires=60", "X-Amz-Expires=600")
    assert requests.get(longer, timeout=10).status_code == 403
    assert requests.get(url.partition("?")[0], timeout=10).status_code == 403


def test_a_post_that_keeps_to_its_policy_is_stored(s3: Any) -> None:
    answer = post(presigned_post(s3, "incoming/kept"), b"photo\r\n--bytes\x00\xff")
    assert answer.status_code == 201
    assert "<Key>incoming/kept</Key>" in answer.text
    stored = s3.get_object(Bucket=BUCKET, Key="incoming/kept", VersionId=answer.headers["x-amz-version-id"])
    assert (stored["Body"].read(), stored["ContentType"]) == (b"photo\r\n--bytes\x00\xff", "image/jpeg")
    assert answer.headers["ETag"] == stored["ETag"]


def test_a_post_without_a_wanted_status_is_204(s3: Any) -> None:
    form = s3.generate_presigned_post(BUCKET, "incoming/plain", ExpiresIn=60)
    assert (post(form).status_code, post(form).content) == (204, b"")


@pytest.mark.parametrize(
    ("changes", "status", "code", "words"),
    [
        ({"content": b"x" * 101}, 400, "EntityTooLarge", "<MaxSizeAllowed>100</MaxSizeAllowed>"),
        ({"content": b""}, 400, "EntityTooSmall", "smaller than the minimum"),
        ({"Content-Type": "text/html"}, 403, "AccessDenied", "Policy Condition failed"),
        ({"key": "incoming/other"}, 403, "AccessDenied", "Policy Condition failed"),
        ({"success_action_status": "200"}, 403, "AccessDenied", "Policy Condition failed"),
        ({"x-amz-meta-more": "1"}, 403, "AccessDenied", "Extra input fields: x-amz-meta-more"),
        ({"x-amz-signature": "0" * 64}, 403, "SignatureDoesNotMatch", "does not match"),
        ({"x-amz-credential": "other/20260101/us-east-1/s3/aws4_request"}, 403, "InvalidAccessKeyId", "Access Key Id"),
        ({"x-amz-algorithm": "AWS"}, 400, "InvalidRequest", "AWS4-HMAC-SHA256"),
    ],
)
def test_a_post_that_breaks_its_policy_is_refused(
    s3: Any, changes: dict[str, Any], status: int, code: str, words: str
) -> None:
    answer = post(presigned_post(s3, "incoming/refused"), **changes)
    assert answer.status_code == status
    assert f"<Code>{code}</Code>" in answer.text
    assert words in answer.text
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix="incoming/refused")["KeyCount"] == 0


def test_a_policy_that_was_changed_or_has_expired_is_refused(s3: Any) -> None:
    form = presigned_post(s3, "incoming/refused")
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    policy["expiration"] = "2999-01-01T00:00:00Z"
    tampered = post(form, policy=base64.b64encode(json.dumps(policy).encode()).decode())
    assert (tampered.status_code, "SignatureDoesNotMatch" in tampered.text) == (403, True)
    expired = post(presigned_post(s3, "incoming/refused", seconds=-5))
    assert (expired.status_code, "Policy expired" in expired.text) == (403, True)
    without = dict(form["fields"])
    del without["policy"]
    anonymous = requests.post(form["url"], data=without, files={"file": b"x"}, timeout=10)
    assert (anonymous.status_code, "AccessDenied" in anonymous.text) == (403, True)


def test_a_form_without_file_or_key_is_told_so(s3: Any) -> None:
    form = presigned_post(s3)
    no_file = requests.post(
        form["url"], files={name: (None, value) for name, value in form["fields"].items()}, timeout=10
    )
    assert (no_file.status_code, "exactly one file upload" in no_file.text) == (400, True)
    fields = {name: value for name, value in form["fields"].items() if name != "key"}
    no_key = requests.post(form["url"], data=fields, files={"file": b"x"}, timeout=10)
    assert (no_key.status_code, "must contain a field named 'key'" in no_key.text) == (400, True)


def test_only_the_sites_origin_may_cross(s3: Any, cloud: LocalCloud) -> None:
    address = presigned_post(s3)["url"]
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = requests.options(address, headers={"Origin": cloud.url, **asked}, timeout=10)
    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (200, cloud.url)
    foreign = requests.options(address, headers={"Origin": "http://example.org", **asked}, timeout=10)
    assert (foreign.status_code, "Access-Control-Allow-Origin" in foreign.headers) == (403, False)
    put = requests.options(address, headers={"Origin": cloud.url, "Access-Control-Request-Method": "PUT"}, timeout=10)
    assert put.status_code == 403
    form = presigned_post(s3, "incoming/cors")
    sent = requests.post(
        form["url"], data=form["fields"], files={"file": b"x"}, headers={"Origin": cloud.url}, timeout=10
    )
    assert sent.headers["Access-Control-Allow-Origin"] == cloud.url
    refused = requests.post(form["url"], data={}, files={"file": b"x"}, headers={"Origin": cloud.url}, timeout=10)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (400, cloud.url)


def test_objects_and_their_version_ids_survive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path, new_app()):
        version = client("s3").put_object(Bucket=BUCKET, Key="papers/x", Body=b"kept")["VersionId"]
    with running(tmp_path, new_app()):
        kept = client("s3").get_object(Bucket=BUCKET, Key="papers/x")
        assert (kept["VersionId"], kept["Body"].read()) == (version, b"kept")
