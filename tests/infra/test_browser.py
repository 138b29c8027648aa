from pathlib import Path

import pytest

from infra import browser


@pytest.fixture
def nothing_to_find(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine on which there is no Chromium, and none to be had; what was tried is noted."""
    tried: list[str] = []
    monkeypatch.setattr(browser, "system_chromium", lambda: None)
    monkeypatch.setattr(browser, "own_chromium", lambda: None)
    monkeypatch.setattr(browser, "_try", lambda *command: tried.append(command[-1]))
    return tried


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_a_missing_browser_is_told_loudly_and_fails_only_in_ci(
    nothing_to_find: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ci: str,
    status: int,
) -> None:
    monkeypatch.setenv("CI", ci)
    assert browser.main() == status
    assert "NOT RUN" in capsys.readouterr().err
    assert nothing_to_find[-1] == "chromium"


def test_where_both_are_the_shell_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o755)
        found = browser.system_chromium()
        assert found is not None
        assert found.name == name
