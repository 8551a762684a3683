"""What every test shares: the record of comparisons that becomes VALIDATION.md."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.validation_record import ROOT, Recorder, as_markdown, dump, still_there
from tests.workers import become_a_worker, compile_for_all

CACHE = "cryonerve/validation"
RECORDER = pytest.StashKey[Recorder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-validation",
        action="store_true",
        default=bool(os.environ.get("CRYONERVE_VALIDATION")),
        help="rewrite VALIDATION.md from the comparisons of this run and of earlier ones",
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # one of the processes that pytest-xdist started
        become_a_worker()
    else:
        config.pluginmanager.register(Keeper(config))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    compile_for_all()


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
            item.user_properties.append((CACHE, dump(recorder.comparisons)))
    if recorder is not None and not recorder.comparisons:
        pytest.fail("nothing was recorded, so nothing was compared", pytrace=False)
    if recorder is not None and recorder.complaint:
        pytest.fail(recorder.complaint, pytrace=False)
    return outcome


class Keeper:
    """Gathers what tests recorded from their reports, which come from the processes of workers too."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.finished: dict[str, list[dict[str, object]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        recorded = dict(report.user_properties) if report.when == "call" else {}
        if CACHE in recorded:
            self.finished[report.nodeid] = recorded[CACHE]

    def pytest_sessionfinish(self) -> None:
        cache = getattr(self.config, "cache", None)
        if not self.finished or cache is None:
            return
        kept = {**(cache.get(CACHE, None) or {}), **self.finished}
        cache.set(CACHE, kept)
        if self.config.getoption("--write-validation"):
            text = as_markdown(still_there(kept))
            (ROOT / "VALIDATION.md").write_text(text, encoding="utf-8")
