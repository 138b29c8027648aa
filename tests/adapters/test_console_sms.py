import logging

import pytest

from chalicelib.adapters.console_sms import ConsoleSms
from chalicelib.ports import Letter


def test_the_log_shows_the_words_and_not_the_number(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert ConsoleSms(lambda: "id-1").send(Letter("+8619900001234", "已受理", "accepted", {})) == "id-1"
    assert "+86199****1234: 已受理" in caplog.text
    assert "0000123" not in caplog.text
