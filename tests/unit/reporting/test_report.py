"""The report on disk: whole, self-contained, the same as PDF, with its warning on every page."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from cryonerve.errors import RunFolderError
from cryonerve.reporting import printing, report
from cryonerve.reporting.figures.gallery import draw_all
from cryonerve.reporting.figures.hero import hero
from cryonerve.reporting.plain_pages import Line, paged, write_plain_pdf
from cryonerve.reporting.scanned import clip_moments
from cryonerve.ultrasound import read_clip
from tests.synthetic import synthetic_run

WARNING = "Research use only"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("run")
    report(synthetic_run(), place)
    return place


@pytest.fixture
def quick(monkeypatch) -> None:
    """Draw one figure only."""
    from cryonerve.reporting import scanned
    from cryonerve.reporting.figures import gallery

    monkeypatch.setattr(scanned, "scanned", lambda run, progress: None)
    monkeypatch.setattr(gallery, "draw_all", lambda run, folder, **_: gallery._volumes(run, folder))


def size_of(png: Path) -> tuple[int, int]:
    head = png.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def test_everything_is_there_and_nothing_half_written(folder) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {"figures", "report.html", "report.pdf", "ultrasound.dcm", "ultrasound.gif"}
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert figures == {
        "plan.png",
        "slices-1.png",
        "volumes.png",
        "cold-curves.png",
        "space.png",
        "ultrasound.png",
        "temperatures.png",
        "nerve-strip.png",
        "nerve-sections.png",
        "road-back.png",
        "others-found.png",
    }
    for name in figures:
        width, height = size_of(folder / "figures" / name)
        assert width > 1000
        assert height > 300


def test_page_carries_its_pictures(folder) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<img src="data:image/png;base64,', text)) == 11
    assert len(re.findall(r'<img[^>]* alt="[^"]{20,}"', text)) == 11
    assert [int(number) for number in re.findall(r"<b>Figure (\d+)\.</b>", text)] == list(range(1, 12))


def test_the_clip_covers_the_procedure_and_both_forms_of_it_show_the_same(folder) -> None:
    run = synthetic_run()
    clip = read_clip(folder / "ultrasound.dcm")
    assert clip.kind == "simulated"
    assert clip.times[0] == pytest.approx(run.freezing.times[0])
    assert clip.times[-1] == pytest.approx(run.freezing.times[-1])
    for phase in run.freezing.phases:
        assert np.abs(clip.times - phase.end).min() < 1e-3
    assert len(clip.times) >= 2
    assert not np.array_equal(clip.pixels[0], clip.pixels[-1])
    with Image.open(folder / "ultrasound.gif") as preview:
        assert preview.n_frames == len(clip.times)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "ultrasound.gif, ultrasound.dcm" in text


def test_moments_of_a_long_run_are_thinned_evenly_and_phases_keep_their_ends() -> None:
    freezing = synthetic_run().freezing
    times = np.arange(0.0, 1801.0, 5.0)
    phases = tuple(
        replace(phase, start=300.0 * number, end=300.0 * number + 295.0)
        for number, phase in enumerate(freezing.phases)
    )
    moments = clip_moments(replace(freezing, times=times, phases=phases))
    assert 60 <= len(moments) <= 60 + len(phases)
    assert (moments[0], moments[-1]) == (0.0, 1800.0)
    assert {phase.end for phase in phases} <= set(moments)
    assert np.diff(moments).max() <= 35.0


def test_pdf_warns_on_every_page_and_counts_them(folder) -> None:
    document = PdfReader(folder / "report.pdf")
    assert document.metadata is not None
    assert document.metadata.title == "A made-up case for tests"
    total = len(document.pages)
    for number, page in enumerate(document.pages, start=1):
        text = page.extract_text()
        assert text.count(WARNING) >= 2
        assert f"page {number} of {total}" in text
    if printing.route().name == "weasyprint":
        assert str(document.trailer["/Root"]["/Lang"]) == "en"
        assert "/StructTreeRoot" in document.trailer["/Root"]


def test_a_second_report_replaces_the_first(tmp_path, quick) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "old.png").write_bytes(b"old")
    written = report(synthetic_run(), tmp_path, pdf=False)
    assert written == (tmp_path / "report.html", tmp_path / "figures" / "volumes.png")
    assert all(path.is_file() for path in written)
    assert not (tmp_path / "figures" / "old.png").exists()
    assert not (tmp_path / "report.pdf").exists()


def test_a_file_in_the_way_is_a_complaint(tmp_path) -> None:
    place = tmp_path / "taken"
    place.write_text("not a folder")
    with pytest.raises(RunFolderError, match="file where the run's folder should be"):
        report(synthetic_run(), place, pdf=False)


def test_a_report_that_was_killed_is_no_obstacle(tmp_path, quick) -> None:
    (tmp_path / ".partial-figures").mkdir()
    (tmp_path / ".partial-report.html").write_text("half")
    report(synthetic_run(), tmp_path, pdf=False)
    assert {path.name for path in tmp_path.iterdir()} == {"figures", "report.html"}


def test_a_full_disk_says_that_the_run_is_whole(tmp_path, quick, monkeypatch) -> None:
    def full(source, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(RunFolderError) as error:
        report(synthetic_run(), tmp_path, pdf=False)
    assert "not enough space to write the report" in str(error.value)
    assert f"cryonerve report {tmp_path}" in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_figures_of_a_run_that_froze_nothing(tmp_path) -> None:
    run = synthetic_run()
    warm = replace(
        run.freezing,
        nadir=np.full_like(run.freezing.nadir, 37.0),
        temperature=np.full_like(run.freezing.temperature, 37.0),
        phases=(),
        isotherms=(),
        nerves={},
    )
    told: list[float] = []
    pictures = draw_all(
        replace(run, freezing=warm, prediction=None),
        tmp_path,
        progress=lambda done, total: told.append(done / total),
    )
    assert {picture.path.name for picture in pictures} == {"plan.png", "space.png", "temperatures.png"}
    assert told[-1] == 1.0


def test_plain_pages_hold_the_same_warning_and_answer(folder, tmp_path) -> None:
    run = synthetic_run()
    path = tmp_path / "plain.pdf"
    write_plain_pdf(run, (), path)
    document = PdfReader(path)
    texts = [page.extract_text() for page in document.pages]
    assert all(text.count(WARNING) >= 2 for text in texts)
    whole = " ".join(" ".join(texts).split())
    assert "Part of the nerve stays warmer" in whole
    assert "144 patients" in whole
    assert "coldest skin" in whole


def test_pages_are_never_fuller_than_a_page() -> None:
    content = [Line("x")] * 200 + [Line("", picture=Path("a.png"), height=20.0)] + [Line("y")] * 9
    pages = paged(content)
    assert [line for page in pages for line in page] == content
    assert all(sum(line.height for line in page) <= 25.4 + 1e-9 for page in pages)


def test_without_pango_the_plain_route_is_taken_and_said(monkeypatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)  # importing it now fails
    printing.route.cache_clear()
    try:
        found = printing.route()
        assert found.name == "matplotlib"
        assert "libpango" in found.title
    finally:
        printing.route.cache_clear()


def test_the_printer_opens_nothing_outside_of_the_page() -> None:
    if printing.route().name != "weasyprint":
        pytest.skip("no Pango here")
    fetch = printing._only_inside()
    for address in ("file:///etc/hostname", "ftp://example.org/x"):
        with pytest.raises(Exception, match=r"."):
            fetch(address)


@pytest.mark.slow
def test_hero_is_one_wide_picture(tmp_path) -> None:
    width, height = size_of(hero(synthetic_run(), tmp_path / "hero.png"))
    assert width > 2.5 * height
