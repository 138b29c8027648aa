"""Clients made from the data that ship are those made from botocore's own: operations, shapes, addresses."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest
from botocore.config import Config
from botocore.loaders import Loader

from infra.package.aws_data import SERVICES, cut_down

STOCK = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut down from botocore's, of which one service stands for all that functions do not call."""
    folder = tmp_path_factory.mktemp("botocore") / "data"
    folder.mkdir()
    for name in (*SERVICES, "ec2"):
        shutil.copytree(STOCK / name, folder / name)
    for file in STOCK.glob("*.json"):
        shutil.copy(file, folder)
    cut_down(folder)
    return folder


@pytest.fixture(scope="module")
def session(data: Path) -> Any:
    made = botocore.session.get_session()
    made.register_component("data_loader", Loader([str(data)], include_default_search_paths=False))
    return made


@pytest.fixture(scope="module")
def stock() -> Any:
    return botocore.session.get_session()


def test_only_the_services_that_functions_call_are_left(data: Path) -> None:
    assert {one.name for one in data.iterdir() if one.is_dir()} == SERVICES
    for service in SERVICES:
        [version] = (data / service).iterdir()
        assert version.name == max(one.name for one in (STOCK / service).iterdir())


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_service_has_its_operations_and_shapes(service: str, session: Any, stock: Any) -> None:
    shipped, own = session.get_service_model(service), stock.get_service_model(service)
    assert shipped.operation_names == own.operation_names
    assert shipped.metadata == own.metadata
    assert [*shipped.shape_names] == [*own.shape_names]
    for name in own.shape_names:
        assert _told(shipped.shape_for(name)) == _told(own.shape_for(name))


def _told(shape: Any) -> dict[str, Any]:
    """What serializer and parser read of a shape, one step deep: each shape has its own turn."""
    members = {
        name: (one.name, one.type_name, one.serialization) for name, one in getattr(shape, "members", {}).items()
    }
    inner = [getattr(shape, role).name for role in ("member", "key", "value") if hasattr(shape, role)]
    return {"type": shape.type_name, "is": shape.serialization, "of": members, "inner": inner, "has": shape.metadata}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_client_has_its_address_in_every_region(service: str, session: Any, stock: Any) -> None:
    prefix = stock.get_service_model(service).endpoint_prefix
    for partition in ("aws", "aws-cn"):
        regions = stock.get_available_regions(service, partition_name=partition)
        assert session.get_available_regions(service, partition_name=partition) == regions
        for region in regions:
            hosts = [
                one._get_internal_component("endpoint_resolver").construct_endpoint(prefix, region)["hostname"]
                for one in (session, stock)
            ]
            assert hosts[0] == hosts[1]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_client_resolves_the_address_of_a_call(service: str, session: Any, stock: Any) -> None:
    """With all that botocore reads of a model for it."""
    found = []
    for one in (session, stock):
        client = one.create_client(service, region_name="cn-north-1")
        operation = client.meta.service_model.operation_model(client.meta.service_model.operation_names[0])
        found.append(client._resolve_endpoint_ruleset(operation, {"Bucket": "papers"}, {}))
    assert found[0] == found[1]


def test_a_signed_address_of_the_bucket_is_the_same(session: Any, stock: Any) -> None:
    addresses = []
    for one in (session, stock):
        one.set_credentials("AKID", "secret")
        client = one.create_client("s3", region_name="cn-north-1", config=Config(s3={"addressing_style": "virtual"}))
        post = client.generate_presigned_post("papers", "incoming/a", ExpiresIn=9)
        addresses.append((post["url"], post["fields"].keys()))
    assert addresses[0] == addresses[1]


def test_no_words_for_people_ship(data: Path) -> None:
    for service in SERVICES:
        [model] = (data / service).glob("*/service-2.json")
        assert not [text for name, text in _texts(json.loads(model.read_bytes())) if name == "documentation" and text]


def _texts(told: Any) -> Iterator[tuple[str, str]]:
    """Each text with the name under which it stands."""
    if isinstance(told, dict):
        for name, one in told.items():
            if isinstance(one, str):
                yield name, one
            yield from _texts(one)
    elif isinstance(told, list):
        for one in told:
            yield from _texts(one)
