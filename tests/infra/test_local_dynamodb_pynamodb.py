"""PynamoDB, as the adapters use it, against the served endpoint."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, PutError
from pynamodb.models import Model

from .local_dynamodb import served


@pytest.fixture
def commits(tmp_path: Path) -> Iterator[Any]:
    with served(tmp_path) as url:

        class Commit(Model):
            class Meta:
                table_name = "commits"
                host = url
                region = "us-east-1"
                aws_access_key_id = "local"
                aws_secret_access_key = "local"
                billing_mode = "PAY_PER_REQUEST"

            matter = UnicodeAttribute(hash_key=True)
            seq = NumberAttribute(range_key=True)
            body = UnicodeAttribute(null=True)
            hits = NumberAttribute(null=True)
            tags = UnicodeSetAttribute(null=True)
            facts = JSONAttribute(null=True)

        assert not Commit.exists()
        Commit.create_table(wait=True)
        assert Commit.exists()
        yield Commit
        Commit._get_connection().connection.client.close()


def test_the_next_commit_is_put_once(commits: Any) -> None:
    commits("case-1", 1, body="first").save(commits.matter.does_not_exist())
    with pytest.raises(PutError) as refused:
        commits("case-1", 1, body="second").save(commits.matter.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    assert commits.get("case-1", 1, consistent_read=True).body == "first"
    with pytest.raises(DoesNotExist):
        commits.get("case-1", 2)


def test_a_matter_is_walked_in_order_page_by_page(commits: Any) -> None:
    with commits.batch_write() as batch:
        for seq in range(1, 61):
            batch.save(commits("case-1", seq, body=f"commit {seq}", facts={"seq": seq}))
    walked = list(commits.query("case-1", commits.seq > 5, page_size=7, consistent_read=True))
    assert [commit.seq for commit in walked] == list(range(6, 61))
    assert walked[0].facts == {"seq": 6}
    newest = list(commits.query("case-1", limit=2, scan_index_forward=False))
    assert [commit.seq for commit in newest] == [60, 59]
    assert commits.count("case-1", commits.seq.between(10, 19)) == 10
    filtered = commits.query("case-1", filter_condition=commits.body.contains("6"))
    assert [commit.seq for commit in filtered] == [6, 16, 26, 36, 46, 56, 60]


def test_updates_and_batch_reads(commits: Any) -> None:
    commit = commits("case-1", 1)
    commit.update(actions=[commits.hits.add(2), commits.tags.add({"a", "b"}), commits.body.set("x")])
    commit.update(actions=[commits.tags.delete({"a"}), commits.body.remove()], condition=commits.hits == 2)
    stored = commits.get("case-1", 1)
    assert (stored.hits, stored.tags, stored.body) == (2, {"b"}, None)
    commits("case-2", 1).save()
    found = commits.batch_get([("case-1", 1), ("case-2", 1), ("case-3", 1)])
    assert {commit.matter for commit in found} == {"case-1", "case-2"}
    stored.delete(commits.hits == 2)
    assert [commit.matter for commit in commits.scan()] == ["case-2"]
