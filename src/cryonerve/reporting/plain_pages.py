"""A plain PDF set by matplotlib alone: the same content without the layout, for machines without Pango."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.reporting import tables
from cryonerve.reporting.figures.gallery import Picture
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.figures.sheet import INK, MUTED, sheet
from cryonerve.reporting.happened import Happened
from cryonerve.reporting.neighbours import assumed_of_scan, beside
from cryonerve.reporting.others_found import NOT_FOR_ONE_PERSON, OthersFound
from cryonerve.reporting.page import RESEARCH_ONLY, TRIAL, TRIAL_FOUND, answers, used_sources
from cryonerve.reporting.road_back import NOT_A_PROGNOSIS, roads_back
from cryonerve.reporting.run import Run
from cryonerve.reporting.wording import reference_line, source_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Line", "lines", "paged", "write_plain_pdf"]

WIDTH, HEIGHT = 21.0, 29.7  # cm
LEFT, TOP, BOTTOM = 1.6, 2.3, 2.0
LETTERS = 92  # that fit on a line at the size below
SIZE, LEADING = 9.0, 0.46  # points, cm


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or a picture with its height in cm."""

    text: str
    bold: bool = False
    picture: Path | None = None
    height: float = LEADING


def write_plain_pdf(
    run: Run,
    pictures: Sequence[Picture],
    path: Path,
    *,
    found: OthersFound | None = None,
    told: Happened | None = None,
) -> None:
    """Write the report as A4 pages of text and figures, with the same header and footer on each."""
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415

    title = run.case.title or run.case.name
    pages = paged(lines(run, pictures, found=found, told=told))
    information = {
        "Title": title,
        "Creator": "cryonerve",
        "Subject": "Research use only",
        "CreationDate": None,
    }
    with PdfPages(path, metadata=information) as document:
        for number, content in enumerate(pages, start=1):
            with sheet(WIDTH, HEIGHT) as figure:
                _frame(figure, shortened(title, 70), f"page {number} of {len(pages)}")
                _set(figure, content)
                document.savefig(figure)


def lines(
    run: Run,
    pictures: Sequence[Picture],
    *,
    found: OthersFound | None = None,
    told: Happened | None = None,
) -> list[Line]:
    """The whole report from top to bottom."""
    content = [*_wrapped(run.case.title or run.case.name, bold=True), *_wrapped(RESEARCH_ONLY, bold=True)]
    if not run.freezing.stop.good:
        content += _wrapped(f"The simulation stopped early. {run.freezing.stop.value}", bold=True)
    for answer in answers(run):
        content += [Line(""), *_wrapped(answer.sentence, bold=True)]
        content += [line for tile in answer.tiles for line in _wrapped(" ".join((f"{tile[0]}:", *tile[1:])))]
    content += [
        Line(""),
        *_wrapped(
            f"This report predicts a lesion of the nerve, never relief of pain. {TRIAL_FOUND} "
            f"({source_name(TRIAL)}). Visible ice is not the lesion. The temperature on the console is not "
            "the temperature of the tissue."
        ),
    ]
    content += _of_scan(run)
    content += _heading("All findings")
    for row in tables.finding_rows(run.findings):
        limit = f", limit {row.limit}" if row.limit != "–" else ""
        head = f"{row.word.upper()}  {row.about}: {row.value}{limit} [{row.source}]"
        content += _wrapped(f"{head}. {row.reason}")
    for number, picture in enumerate(pictures, start=1):
        content.append(Line("", picture=picture.path, height=_picture_height(picture.path)))
        content += _wrapped(f"Figure {number}. {picture.caption}")
    for name, numbers in tables.nerve_rows(run).items():
        content += _heading(f"Predicted for the {name} nerve")
        for item in numbers:
            content += _wrapped(f"{item.about}: {item.value} {item.band} [{item.source}]")
    for road in roads_back(run):
        content += _heading(f"The road back of the {road.nerve} nerve. {NOT_A_PROGNOSIS}")
        content += [line for point in road.points for line in _wrapped(". ".join(point))]
        for item in road.rows:
            content += _wrapped(f"{item.about}: {item.value} {item.band} [{item.source}]")
    content += _observed(run)
    content += _happened(told) if told is not None else []
    content += _others(found) if found is not None else []
    content += _table("What was assumed", tables.assumption_rows(run))
    content += [line for item in run.volume.assumptions for line in _wrapped(item)]
    content += _table("Heat properties, * assumed", tables.tissue_rows(run))
    for item in tables.device_rows(run):
        content += _wrapped(f"{item.about}: {item.value} {item.band} [{item.source}]")
    content += _heading("Sources")
    content += [line for key in used_sources(run, found, told) for line in _wrapped(reference_line(key))]
    return content


def _of_scan(run: Run) -> list[Line]:
    """Margins of a scanned limb, and what of it nobody labelled."""
    near = beside(run)
    content = [] if near is None else _table("Nearest to the −20 °C zone", near.rows) + _wrapped(near.remark)
    return content + [line for item in assumed_of_scan(run) for line in _wrapped(item)]


def _others(found: OthersFound) -> list[Line]:
    """What others found, row by row."""
    told = [*_heading("What others found"), *_wrapped(f"{found.sham} [{found.sham_source}]")]
    told += _wrapped(found.none or NOT_FOR_ONE_PERSON)
    for table in found.tables:
        told += _heading(f"{table.title} ({table.why})")
        for row in table.rows:
            parts = (
                f"{row.study}: {row.counted}", f"{row.numbers} {row.value}".strip(), f"by {row.unit}",
                row.when, row.design, f"bias {row.bias}", f"audit: {row.audit}",
            )  # fmt: skip
            told += _wrapped("; ".join(part for part in parts if part) + f" [{row.source}]")
    told += [line for pool in found.pools for line in _wrapped(pool)]
    if found.audited:
        told += [*_heading("The audit of the published report"), *_wrapped(found.audited)]
    for item in found.doubtful:
        words = f"{item.status.upper()}: {item.subject} ({item.where}). {item.found} [{item.source}]"
        told += _wrapped(words)
    return told


def _observed(run: Run) -> list[Line]:
    """Other nerves, the ice, and the follow-up that the case itself records."""
    content = _table("Nerves not to be treated", tables.other_nerve_rows(run))
    content += _table(
        "Ice at the end of each phase: ends, ice, below −20 °C, below −40 °C, mm³", tables.ice_rows(run)
    )
    content += (
        _heading("Follow-up as recorded; the lesion model does not explain it") if run.case.follow_up else []
    )
    for visit, cells in tables.follow_up_rows(run):
        content += _wrapped(f"{visit}: " + "; ".join(f"{name} {value}" for name, value in cells))
    return content


def _happened(told: Happened) -> list[Line]:
    """What happened afterwards, and what was predicted of it."""
    found = [*_heading("What happened afterwards"), *_wrapped(told.title), *_wrapped(told.notice)]
    found += _wrapped(told.sham)
    found += [line for row in told.scores for line in _wrapped("   ".join(row))]
    for item in told.beside:
        found += _wrapped(f"{item.about}. Predicted: {item.predicted} [{item.source}]")
        found += _wrapped(f"Observed: {item.observed}. {item.said}")
    found += _table("Responder, by each definition", told.responders)
    found += _wrapped(told.no_claim)
    found += _table("Adverse events: what, grade, related, when", told.events)
    return found + [line for words in (told.events_words, *told.left_out) for line in _wrapped(words)]


def _heading(text: str) -> list[Line]:
    return [Line(""), *_wrapped(text, bold=True)]


def _table(title: str, rows: Iterable[tuple[str, ...]]) -> list[Line]:
    body = [line for row in rows for line in _wrapped("   ".join(row))]
    return [*_heading(title), *body] if body else []


def _wrapped(text: str, *, bold: bool = False) -> list[Line]:
    letters = LETTERS - 8 if bold else LETTERS
    return [Line(part, bold) for part in textwrap.wrap(text, letters) or [""]]


def _picture_height(path: Path) -> float:
    from matplotlib.image import imread  # noqa: PLC0415

    rows, columns = imread(path).shape[:2]
    return float(min((WIDTH - 2 * LEFT) * rows / columns, HEIGHT - TOP - BOTTOM - 3.0)) + 0.5


def paged(content: Sequence[Line]) -> list[list[Line]]:
    """Lines on pages, none of them fuller than a page."""
    room = HEIGHT - TOP - BOTTOM
    pages: list[list[Line]] = [[]]
    used = 0.0
    for line in content:
        if used + line.height > room and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += line.height
    return pages


def _frame(figure: Figure, title: str, number: str) -> None:
    for x, y, text, side, weight in (
        (LEFT, HEIGHT - 1.2, title, "left", "normal"),
        (WIDTH - LEFT, HEIGHT - 1.2, "Research use only – not a medical device", "right", "bold"),
        (LEFT, 1.0, RESEARCH_ONLY, "left", "normal"),
        (WIDTH - LEFT, 1.0, number, "right", "normal"),
    ):
        figure.text(
            x / WIDTH, y / HEIGHT, text, ha=side, va="center", fontsize=7.5, color=MUTED, fontweight=weight
        )


def _set(figure: Figure, content: Sequence[Line]) -> None:
    from matplotlib.image import imread  # noqa: PLC0415

    level = HEIGHT - TOP
    for line in content:
        if line.picture is None:
            weight = "bold" if line.bold else "normal"
            figure.text(
                LEFT / WIDTH, level / HEIGHT, line.text, va="top", fontsize=SIZE, color=INK, fontweight=weight
            )
        else:
            height = line.height - 0.5
            axes = figure.add_axes(
                (LEFT / WIDTH, (level - height) / HEIGHT, (WIDTH - 2 * LEFT) / WIDTH, height / HEIGHT)
            )
            axes.imshow(imread(line.picture))
            axes.axis("off")
        level -= line.height
