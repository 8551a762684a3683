"""What every test shares: the record of comparisons that becomes VALIDATION.md."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.validation_record import ROOT, Recorder, as_markdown, dump, still_there

CACHE = "cryonerve/validation"
RECORDER = pytest.StashKey[Recorder]()
FINISHED = pytest.StashKey[dict[str, list[dict[str, object]]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-validation",
        action="store_true",
        default=bool(os.environ.get("CRYONERVE_VALIDATION")),
        help="rewrite VALIDATION.md from the comparisons of this run and of earlier ones",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FINISHED] = {}


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Recorder:
    """record(name, expected=, got=, tolerance=, unit=, source=): one line of VALIDATION.md.

    The test fails at its end if any number lies outside its tolerance, or if there is none; `tolerance=None`
    reports only.
    """
    recorder = Recorder(request.node.nodeid)
    request.node.stash[RECORDER] = recorder
    return recorder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Keep what a test recorded, also of a test that failed, and judge it."""
    try:
        outcome = yield
    finally:
        recorder = item.stash.get(RECORDER, None)
        if recorder is not None and recorder.comparisons:
            item.config.stash[FINISHED][item.nodeid] = dump(recorder.comparisons)
    if recorder is not None and not recorder.comparisons:
        pytest.fail("nothing was recorded, so nothing was compared", pytrace=False)
    if recorder is not None and recorder.complaint:
        pytest.fail(recorder.complaint, pytrace=False)
    return outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    finished = config.stash.get(FINISHED, {})
    if not finished or getattr(config, "cache", None) is None:
        return
    kept = {**(config.cache.get(CACHE, None) or {}), **finished}
    config.cache.set(CACHE, kept)
    if config.getoption("--write-validation"):
        text = as_markdown(still_there(kept))
        (ROOT / "VALIDATION.md").write_text(text, encoding="utf-8")
