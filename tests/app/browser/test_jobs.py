"""What takes longer, from the page: run, cancel, proposal, spread, report."""

from __future__ import annotations

import pytest

from tests.app.browser.conftest import begin, read

pytestmark = pytest.mark.slow


def test_a_case_is_run_edited_and_no_longer_stale_after_the_next_run(page, document) -> None:
    page.go(document)
    job = page.job("run", lambda: page.page.get_by_role("button", name="Run the case").click())
    assert job["state"] == "done"
    page.until("__screen.source === 'run'")
    assert not read(page.server, document)["stale"]
    page.page.get_by_label("Freeze, s").fill("50")
    page.page.get_by_label("Freeze, s").press("Enter")
    page.until("document.querySelector('.badges').textContent.includes('Stale')")
    page.page.locator("h1").click()
    job = page.job("run", lambda: page.page.keyboard.press("Control+Enter"))
    assert job["state"] == "done"
    page.until("!document.body.innerText.match(/stale|earlier version/i)")
    assert not read(page.server, document)["stale"]


def test_a_run_is_cancelled_and_the_next_one_is_possible(page, house) -> None:
    document = begin(house)
    page.go(document)

    def begin_and_stop() -> None:
        page.page.get_by_role("button", name="Run the case").click()
        page.until("__screen.job === 'running'")
        page.page.get_by_role("button", name="Cancel").click()

    job = page.job("run", begin_and_stop, 60.0)
    assert job["state"] == "cancelled"
    page.until("__screen.job === null")
    assert read(page.server, document)["latest_run"] is None
    page.page.get_by_role("button", name="Run the case").wait_for()
    assert page.page.get_by_text("Stopped").or_(page.page.get_by_text("Cancelled")).first.is_visible()
    job = page.job("run", lambda: page.page.get_by_role("button", name="Run the case").click())
    assert job["state"] == "done"


def test_a_proposal_is_searched_and_accepted(page, document) -> None:
    page.go(document)
    before, version = read(page.server, document)["probes"], page.hook("version")
    job = page.job("plan", lambda: page.page.get_by_role("button", name="Propose a plan").click(), 600.0)
    assert job["state"] == "done", job
    page.page.get_by_role("button", name="Accept this plan").wait_for()
    told = page.page.inner_text(".proposal")
    assert job["result"]["sentence"] in told
    assert job["result"]["gains"]
    for gain in job["result"]["gains"]:
        assert all(words in told for words in gain)
    assert all(row[2] in told for row in job["result"]["reach"])
    job = page.job("run", lambda: page.page.get_by_role("button", name="Accept this plan").click())
    assert job["state"] == "done"
    page.until("__screen.source === 'run'")
    now = read(page.server, document)
    assert now["version"] == version + 1
    assert now["undo"] == "Accept the proposed plan"
    assert [one["tip_mm"] for one in now["probes"]] != [one["tip_mm"] for one in before]
    assert not now["stale"]
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.connected", 30.0)
    page.page.wait_for_timeout(800)
    assert page.page.get_by_role("button", name="Accept this plan").count() == 0


def test_a_spread_speaks_in_medians_and_bands(page, ran) -> None:
    page.go(ran)
    page.page.get_by_label("samples").fill("10")
    job = page.job(
        "spread", lambda: page.page.get_by_role("button", name="How certain is this?").click(), 600.0
    )
    assert job["state"] == "done", job
    table = page.page.locator("table", has_text="Median, 5 to 95 %")
    table.wait_for()
    assert "Of 10 samples" in table.inner_text()
    assert table.locator("tbody tr").count() == len(job["result"]["numbers"])
    panel = page.page.locator("section.panel.left")
    assert panel.evaluate("one => one.scrollWidth <= one.clientWidth")  # nothing is cut off at its side
