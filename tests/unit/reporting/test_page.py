"""The page: the answer first, everything escaped, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.bioheat.result import Stop
from cryonerve.case.case import Block, FollowUp
from cryonerve.findings import Finding
from cryonerve.nerve.completeness import SparedFascicle
from cryonerve.nerve.prediction import predict
from cryonerve.reporting.page import RESEARCH_ONLY, answers, brief, html, used_sources
from cryonerve.reporting.spared import spared_tables
from cryonerve.reporting.tables import finding_rows, follow_up_rows, ice_rows, nerve_rows, probe_rows
from cryonerve.reporting.wording import bare, period, typeset
from tests.synthetic import synthetic_run

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\" 'and' {{ 7 * 7 }}"


class Reader(HTMLParser):
    """Collects tags, addresses and the visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]

    def handle_data(self, data) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.fixture(scope="module")
def page() -> str:
    return html(synthetic_run(), ())


def block_run():
    run = synthetic_run()
    labels = np.ones_like(run.volume.labels)
    volume = Volume(labels, run.volume.affine, (Structure(1, "gel", "muscle"),), uniform=True)
    case = replace(
        run.case, anatomy=Block((0.04, 0.04, 0.05), "muscle"), follow_up=(), standings=(), goals=None
    )
    freezing = replace(run.freezing, nerves={})
    return replace(run, case=case, volume=volume, freezing=freezing, prediction=None, findings=())


def test_answer_stands_before_everything_else(page) -> None:
    sentence = page.index("Part of the nerve stays warmer than −20 °C.")
    assert page.index(RESEARCH_ONLY) < sentence < page.index("The plan") < page.index("All findings")


def test_gravest_finding_leads_with_sign_and_word(page) -> None:
    text = re.sub(r"\s+", " ", read(page).text)
    assert text.index("✕ stop ice still present") < text.index("▲ warning tibial nerve not covered")


def test_honesty_is_said(page) -> None:
    for words in (
        "never relief of pain",
        "144 patients, difference −0.1 points, 95 % CI −1.0 to 0.7",
        "Visible ice is not the lesion",
        "console is not the temperature of the tissue",
        "The lesion model does not explain these values",
    ):
        assert words in page


def test_nothing_is_fetched_and_nothing_runs(page) -> None:
    reader = read(page)
    assert "script" not in reader.tags
    assert [address for address in reader.addresses if not address.startswith(("data:", "#"))] == []
    assert "http" not in re.sub(r"http-equiv", "", page)


@pytest.mark.parametrize("where", ["title", "sentence", "finding", "assumption", "follow-up", "probe"])
def test_hostile_words_stay_words(where) -> None:
    run = synthetic_run()
    case = run.case
    if where == "title":
        run = replace(run, case=replace(case, title=HOSTILE))
    elif where == "sentence":
        lesion = replace(run.prediction.lesions["tibial"], sentence=HOSTILE)
        run = replace(run, prediction=replace(run.prediction, lesions={"tibial": lesion}))
    elif where == "finding":
        run = replace(run, findings=(Finding("stop", HOSTILE, 1.0, 2.0, "mm", "assumed", HOSTILE),))
    elif where == "assumption":
        run = replace(run, volume=replace(run.volume, assumptions=(HOSTILE,)))
    elif where == "follow-up":
        run = replace(run, case=replace(case, follow_up=(FollowUp(0.0, {HOSTILE: 1.0}),)))
    else:
        run = replace(run, case=replace(case, probes=(replace(case.probes[0], name=HOSTILE),)))
    reader = read(html(run, ()))
    assert "script" not in reader.tags
    assert "img" not in reader.tags
    assert "alert(1)" in reader.text
    assert "{{ 7 * 7 }}" in reader.text


def test_every_finding_is_shown_also_what_is_fine(page) -> None:
    rows = finding_rows(synthetic_run().findings)
    assert [row.level for row in rows] == ["stop", "warn", "note", "ok"]
    for row in rows:
        assert row.about in read(page).text
    assert rows[-1].value == "27.3 °C"
    assert rows[-1].limit == "5 °C"
    assert rows[-1].source == "assumed"


def test_without_nerve_the_ice_is_the_answer() -> None:
    run = block_run()
    (answer,) = answers(run)
    assert "No nerve was drawn" in answer.sentence
    text = html(run, ())
    assert "What was observed afterwards" not in text
    assert "Predicted for" not in text
    assert nerve_rows(run) == {}


def test_a_stopped_run_says_so_before_the_answer() -> None:
    run = synthetic_run()
    text = html(replace(run, freezing=replace(run.freezing, stop=Stop.unstable)), ())
    assert text.index("The simulation stopped early") < text.index("The answer")
    assert Stop.unstable.value in text
    assert "The simulation stopped early" not in html(run, ())


def test_unknown_numbers_are_dashes_not_nan() -> None:
    run = synthetic_run()
    lesion = replace(run.prediction.lesions["tibial"], missing=float("nan"), full_length=float("nan"))
    text = read(html(replace(run, prediction=replace(run.prediction, lesions={"tibial": lesion})), ())).text
    assert not re.search(r"\bnan\b", text)


def test_ice_volumes_are_in_cubic_millimetres() -> None:
    run = synthetic_run()
    row = next(row for row in run.freezing.isotherms if (row.phase, row.surface) == ("freeze 2", "ice"))
    table = {cells[0]: cells[2] for cells in ice_rows(run)}
    assert float(table["freeze 2"]) == pytest.approx(row.volume * 1e9, rel=2e-3)


def test_depth_and_gap_of_the_probe() -> None:
    (row,) = probe_rows(synthetic_run())
    assert row[2] == "1.5 mm × 8 mm"
    # The synthetic nerve is 1.8 mm wide and the tip's face lies 2.8 mm aside with a radius of 0.75 mm.
    assert 0.2 < float(row[4].removesuffix(" mm")) < 0.5
    assert row[5] == "−80 °C"


def test_follow_up_in_the_words_of_the_record() -> None:
    first, second = follow_up_rows(synthetic_run())
    assert first[0] == "At the procedure"
    assert ("Pain, VAS", "8 of 10") in first[1]
    assert second[0] == "After 7 days"
    assert ("Improvement, as the patient felt it", "80 %") in second[1]


def test_sources_hold_the_trial_and_no_placeholder() -> None:
    keys = used_sources(synthetic_run())
    assert keys[0] == "ilfeld2023"
    assert "evans1981" in keys
    assert not {"assumed", "case", ""} & set(keys)
    assert len(set(keys)) == len(keys)


def test_long_title_is_shortened_in_the_running_head_only() -> None:
    title = "A very long title " * 20
    run = synthetic_run()
    text = html(replace(run, case=replace(run.case, title=title)), ())
    head = re.search(r'data-title="([^"]*)"', text)
    assert head is not None
    assert len(head[1]) <= 60
    assert title.strip() in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("below -20 degC in 12 mm3", "below −20 °C in 12 mm³"),
        ("the evans-1981 law, 5-95 %", "the evans-1981 law, 5-95 %"),
        ("10 W/m2/K and 3.8 MJ/m3/K", "10 W/m²/K and 3.8 MJ/m³/K"),
    ],
)
def test_typesetting_leaves_words_alone(text, shown) -> None:
    assert typeset(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (-0.5, "−0.5"), (1234.5, "1234"), (100.0, "100"), (1e-13, "≈ 0"), (float("nan"), "–")],
)
def test_bare_numbers(value, shown) -> None:
    assert bare(value) == shown


def test_periods_and_brief_reasons() -> None:
    assert period(86400.0) == "1 day"
    assert period(90.0) == "1.5 min"
    assert brief("Too cold. Known: a, b.") == "Too cold."
    assert brief("Word " * 60) == ""
    assert brief("") == ""


def test_answer_and_table_show_one_band_without_the_laws_that_carry_no_weight():
    run = synthetic_run()
    by_law = {"evans-1981": 0.7, "zhou-1983": 0.2, "evans-cautious": 0.95, "device-label": 0.0}
    lesion = replace(run.prediction.lesions["tibial"], by_law=by_law)
    run = replace(run, prediction=replace(run.prediction, lesions={"tibial": lesion}))
    (answer,) = answers(run)
    tile = next(note for title, _, note in answer.tiles if title == "Whole nerve interrupted")
    row = next(row for row in nerve_rows(run)["tibial"] if row.about.startswith("Probability"))
    assert row.band == "20–70 % by law alone"
    assert tile == f"probability; {row.band}"


def test_the_nerve_section_begins_with_the_sentence_and_the_spared_fascicles():
    run = synthetic_run()
    assert spared_tables(run) == ()
    prediction = predict(run.freezing, run.volume, run.case)
    what = prediction.lesions["tibial"].completeness
    spared = tuple(SparedFascicle(index, 10, 5e-3, -15.0, 0.0, 1e-4 * (index + 1)) for index in range(11))
    lesion = replace(prediction.lesions["tibial"], completeness=replace(what, spared=spared))
    run = replace(run, prediction=replace(prediction, lesions={"tibial": lesion}))
    (table,) = spared_tables(run)
    assert [row[-1] for row in table.rows][:2] == ["1.1 mm", "1.0 mm"]
    assert table.more == "3 more lack 0.3 mm or less."
    page = html(run, ())
    section = page[page.index('id="nerve"') :]
    assert (
        section.index(table.sentence) < section.index("that are spared") < section.index("Predicted for the")
    )
