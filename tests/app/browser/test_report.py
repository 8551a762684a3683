"""The report from the page: written as a job, then downloaded as PDF, with the list of files beside it."""

from __future__ import annotations

import zipfile

import pytest

from tests.app.browser.conftest import HERE

pytestmark = pytest.mark.slow


def test_the_report_is_written_and_arrives_as_pdf(page, ran) -> None:
    page.go(ran)
    page.page.get_by_text("Report and export").click()
    job = page.job("report", lambda: page.page.get_by_role("button", name="Write the report").click(), 600.0)
    assert job["state"] == "done", job
    link = page.page.get_by_role("link", name="Report (PDF)")
    link.wait_for()
    address = f"http://{HERE}:{page.server.port}{link.get_attribute('href')}"  # it opens in a new tab
    answer = page.page.request.get(address)
    assert answer.ok
    assert answer.body().startswith(b"%PDF")
    assert page.page.locator(".sheet li a").count() > 3


def test_what_is_chosen_arrives_as_one_archive(page, ran, tmp_path) -> None:
    page.go(ran)
    page.page.get_by_text("Report and export").click()
    chosen = page.page.get_by_role("group", name="Take from the run")
    chosen.get_by_label("Report (PDF").uncheck()
    for label in ("Temperatures", "Surfaces", "Tables of numbers", "Case file"):
        chosen.get_by_label(label).check()
    assert "the moment shown" in chosen.inner_text()
    with page.page.expect_download(timeout=300_000) as waiting:
        chosen.get_by_role("button", name="Save as one archive").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        text = archive.read("case.yaml").decode()
    assert {"nadir.nii.gz", "labels.nii.gz", "numbers.csv", "README.txt"} <= names
    assert any(name.startswith("surfaces/tibial_nerve") for name in names)
    assert any(name.startswith("temperature-") for name in names)
    assert any(name.startswith("surfaces/isotherm_") for name in names)
    assert text.startswith("cryonerve: 1")
    assert "files are packed" in chosen.inner_text()
    with page.page.expect_download() as waiting:
        chosen.get_by_role("link", name="Save it again").click()
    assert waiting.value.suggested_filename == path.name
