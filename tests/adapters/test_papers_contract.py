"""The fake keeps what the bucket keeps; what only a bucket can do is asked of the local one over HTTP."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.adapters.papers import S3Papers
from chalicelib.ports import PaperChangedError, Papers
from infra.local.cloud import Cloud
from infra.local.resources import bucket_name
from tests.adapters.stage import running
from tests.fakes.papers import FakePapers

BODY, PREVIEW = b"%PDF-1.7 paper", b"\xff\xd8\xff preview"
SHA256 = hashlib.sha256(BODY).hexdigest()
BUCKET = bucket_name("Papers")


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with running(tmp_path_factory.mktemp("papers")) as running_cloud:
        yield running_cloud


@pytest.fixture(scope="module")
def bucket(cloud: Cloud) -> Iterator[S3Papers]:
    assert cloud.url
    with closing(wiring._client.__wrapped__("s3")) as client:
        yield S3Papers(BUCKET, client)


@pytest.fixture(params=["fake", "s3"])
def papers(request: pytest.FixtureRequest) -> Papers:
    return FakePapers() if request.param == "fake" else request.getfixturevalue("bucket")


def posted(slot: Mapping[str, Any], body: bytes, **changed: str) -> int:
    fields = {**slot["fields"], **changed}
    return requests.post(slot["url"], data=fields, files={"file": ("a.jpg", body)}, timeout=10).status_code


def test_a_paper_is_kept_by_its_digest_and_may_be_kept_again(papers: Papers) -> None:
    papers.keep(SHA256, BODY, "application/pdf", PREVIEW)
    papers.keep(SHA256, BODY, "application/pdf", PREVIEW)
    assert papers.read(SHA256) == BODY
    assert f"papers/{SHA256}" in papers.sign_view(SHA256, seconds=60)
    assert f"previews/{SHA256}.jpg" in papers.sign_preview(SHA256, seconds=60)


def test_a_paper_that_is_not_what_its_digest_says_is_not_given_out(papers: Papers) -> None:
    papers.keep("0" * 64, BODY, "application/pdf", None)
    with pytest.raises(PaperChangedError):
        papers.read("0" * 64)


def test_keeping_again_makes_no_second_version(bucket: S3Papers, cloud: Cloud) -> None:
    for _ in range(3):
        bucket.keep(SHA256, BODY, "application/pdf", PREVIEW)
    assert len(cloud.objects.versions(BUCKET, f"papers/{SHA256}")) == 1
    assert len(cloud.objects.versions(BUCKET, f"previews/{SHA256}")) == 1


def test_an_upload_is_read_in_the_version_named(bucket: S3Papers, cloud: Cloud) -> None:
    slot = bucket.sign_upload("u1", "image/jpeg", 1000, 900)
    assert posted(slot, b"first") == 204
    assert posted(slot, b"second") == 204
    newest, oldest = cloud.objects.versions(BUCKET, "incoming/u1")
    assert bucket.read_incoming("u1", oldest.version) == b"first"
    assert bucket.read_incoming("u1", newest.version) == b"second"
    assert newest.headers["content-type"] == "image/jpeg"


def test_the_signature_allows_this_key_type_and_size_only(bucket: S3Papers) -> None:
    slot = bucket.sign_upload("u2", "image/jpeg", 10, 900)
    assert posted(slot, b"x" * 11) == 400
    assert posted(slot, b"x", key="incoming/u1") == 403
    assert posted(slot, b"x", key=f"papers/{SHA256}") == 403
    assert posted(slot, b"x", **{"Content-Type": "text/html"}) == 403
    assert posted(slot, b"x", acl="public-read") == 403
    assert posted(slot, b"x" * 10) == 204


def test_an_expired_signature_allows_nothing(bucket: S3Papers) -> None:
    assert posted(bucket.sign_upload("u3", "image/jpeg", 10, -1), b"x") == 403


def test_signed_addresses_show_the_paper_inline_and_no_other_address_does(bucket: S3Papers) -> None:
    bucket.keep(SHA256, BODY, "application/pdf", PREVIEW)
    original = requests.get(bucket.sign_view(SHA256, seconds=60), timeout=10)
    assert original.content == BODY
    assert original.headers["Content-Type"] == "application/pdf"
    assert original.headers["Content-Disposition"] == "inline"
    assert requests.get(bucket.sign_preview(SHA256, seconds=60), timeout=10).content == PREVIEW
    assert requests.get(bucket.sign_view(SHA256, seconds=60).partition("?")[0], timeout=10).status_code == 403
    assert requests.get(bucket.sign_view(SHA256, seconds=-1), timeout=10).status_code == 403


@pytest.mark.parametrize(
    ("region", "suffix"),
    [("us-east-1", "amazonaws.com"), ("ap-southeast-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")],
)
def test_signed_addresses_are_of_the_origin_that_pages_may_use(
    region: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PAPERS_ORIGIN of infra/functions.py, in the words of CloudFormation."""
    for name, value in {"AWS_DEFAULT_REGION": region, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    origin = f"https://stage-papers.s3.{region}.{suffix}/"
    with closing(wiring._client.__wrapped__("s3")) as client:
        papers = S3Papers("stage-papers", client)
        assert papers.sign_upload("u1", "image/jpeg", 10, 60)["url"] == origin
        assert papers.sign_view(SHA256, seconds=60).startswith(origin)
        assert papers.sign_preview(SHA256, seconds=60).startswith(origin)
