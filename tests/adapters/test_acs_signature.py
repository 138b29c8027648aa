"""The request signature against the example that its publisher works out in full."""

from chalicelib.adapters.acs_signature import EMPTY_BODY, authorization, query_string

HEADERS = {
    "host": "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-content-sha256": EMPTY_BODY,
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
}


def test_the_published_example() -> None:
    params = {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    signed = authorization(
        "POST", query_string(params), HEADERS, key_id="YourAccessKeyId", secret="YourAccessKeySecret"
    )
    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_parameters_are_encoded_as_rfc_3986_says() -> None:
    assert query_string({"b": "*'()~ /+", "a": "短信"}) == "a=%E7%9F%AD%E4%BF%A1&b=%2A%27%28%29~%20%2F%2B"
