"""The report from the page: written as a job, then downloaded as PDF, with the list of files beside it."""

from __future__ import annotations

import pytest

from tests.app.browser.conftest import HERE

pytestmark = pytest.mark.slow


def test_the_report_is_written_and_arrives_as_pdf(page, ran) -> None:
    page.go(ran)
    page.page.get_by_text("Report and files").click()
    job = page.job("report", lambda: page.page.get_by_role("button", name="Write the report").click(), 600.0)
    assert job["state"] == "done", job
    link = page.page.get_by_role("link", name="Report (PDF)")
    link.wait_for()
    address = f"http://{HERE}:{page.server.port}{link.get_attribute('href')}"  # it opens in a new tab
    answer = page.page.request.get(address)
    assert answer.ok
    assert answer.body().startswith(b"%PDF")
    assert page.page.locator(".sheet li a").count() > 3
