"""The registry's pages: made, filled by keyboard, narrowed, read along its time line, corrected."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.browser.conftest import LARGE, SMALL, Watched
from tests.app.browser.test_accessibility import AXE, violations
from tests.app.screen.conftest import Server, start

pytest.importorskip("sqlalchemy", reason="the registry is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose registry is a file that is not there yet; asked for before a page, it outlives it."""
    monkeypatch.setenv("CRYONERVE_REGISTRY", str(tmp_path / "clinic.sqlite"))
    monkeypatch.setenv("CRYONERVE_USER", "anna")
    running = start(tmp_path / "house")
    yield running
    running.stop()


@pytest.fixture
def filled(clinic: Server, tmp_path: Path) -> Server:
    """The same with the published case in it, and two people who are made up."""
    import cryonerve as cn
    from cryonerve.registry import open_registry, read_record_file

    with open_registry(str(tmp_path / "clinic.sqlite"), who="anna") as registry:
        cn.record(registry, read_record_file("tibial-neuroma-child"))
    for age in (34, 61):
        person = {"age_years": age, "sex": "male", "amputation_level": "transfemoral"}
        drafts = [
            {"kind": "person", "values": person},
            {"kind": "case", "parent": "#0", "values": {"nerve": "sciatic", "side": "left"}},
        ]
        order = {"drafts": drafts, "once": str(uuid.uuid4())}
        answer = clinic.client.post("/api/registry/records", json=order)
        assert answer.status_code == 201, answer.text
    return clinic


def open_registry_page(page: Watched) -> None:
    page.go()
    page.page.locator(".pages").get_by_role("button", name="Registry").click()


def records(server: Server, kind: str) -> list[dict[str, Any]]:
    """What is really in the registry."""
    return list(server.client.get(f"/api/registry/records/{kind}").json()["rows"])


def case_of(server: Server, title: str) -> str:
    """The case whose title begins like that."""
    rows = server.client.get("/api/registry/cases").json()["rows"]
    return str(next(row["case"] for row in rows if (row["title"] or "").startswith(title)))


def said(page: Watched, label: str | re.Pattern[str]) -> str:
    """What a control is described by: its unit, its error, its hint."""
    control = page.page.get_by_role("dialog").get_by_label(label).first
    ids = (control.get_attribute("aria-describedby") or "").split()
    return " ".join(page.page.locator(f"[id='{one}']").inner_text() for one in ids)


def focused(page: Watched) -> str:
    return str(page.page.evaluate("() => document.activeElement?.id ?? ''"))


def reach(page: Watched, wanted: str) -> None:
    """Tab until the control with that id has the keyboard."""
    for _ in range(60):
        if focused(page) == wanted:
            return
        page.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by keyboard")


def test_a_registry_is_made_and_filled_by_keyboard(clinic: Server, open_page: Any) -> None:
    page = open_page(LARGE, server=clinic)
    page.expected.append("status of 422")
    open_registry_page(page)
    page.until("document.body.innerText.includes('There is no registry yet')")
    assert "nothing that identifies" in page.page.inner_text("main")
    assert not clinic.client.get("/api/registry").json()["exists"]
    page.page.get_by_role("button", name="Make a registry here").focus()
    page.page.keyboard.press("Enter")
    page.until("document.body.innerText.includes('No case has been entered yet')")
    assert re.search(r"anna,\s+steward", page.page.inner_text("main"))
    page.page.get_by_role("button", name="New person with a case").focus()
    page.page.keyboard.press("Enter")
    page.until("document.activeElement?.id === 'entry-person-age_years'")
    page.page.keyboard.type("120")
    page.page.keyboard.press("Tab")
    page.until("document.body.innerText.includes('120 lies outside of 0 to 89 years')")
    assert "120 lies outside" in said(page, "Age")
    page.page.keyboard.press("Enter")  # the first wrong field gets the keyboard back
    page.page.get_by_role("button", name="Enter person and case").focus()
    page.page.keyboard.press("Enter")
    page.until("document.activeElement?.id === 'entry-person-age_years'")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("10")
    reach(page, "entry-person-sex")
    page.page.keyboard.type("female")
    reach(page, "entry-case-title")
    page.page.keyboard.type("A neuroma, seen by Dr. Miller")
    reach(page, "entry-case-nerve")
    page.until("document.body.innerText.includes('looks like a name after a title')")
    page.page.keyboard.type("tibial")
    page.page.keyboard.press("Enter")
    page.until("document.activeElement?.id === 'entry-case-title'")
    assert records(clinic, "person") == []
    assert "Dr. Miller" in said(page, "Title in a line")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("A neuroma")
    page.page.keyboard.press("Enter")
    page.until("document.body.innerText.includes('no consent recorded')")
    assert [row["age_years"] for row in records(clinic, "person")] == [10]
    assert [row["title"] for row in records(clinic, "case")] == ["A neuroma"]
    measure_by_keyboard(page, clinic)


def measure_by_keyboard(page: Watched, clinic: Server) -> None:
    """A score by slider and number; what lies outside of the scale is refused at its field."""
    page.page.get_by_role("button", name="+ measurement").focus()
    page.page.keyboard.press("Enter")
    page.until("document.activeElement?.id === 'entry-instrument'")
    page.page.keyboard.type("Visual")
    reach(page, "entry-answers-pain")
    page.page.keyboard.type("800")
    reach(page, "entry-measurement-day")
    page.until("document.body.innerText.includes('800 lies outside of 0 to 100')")
    page.page.keyboard.press("Enter")
    page.until("document.activeElement?.id === 'entry-answers-pain'")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("80")
    page.until("document.querySelector('[aria-label=Score]').innerText.includes('80')")
    page.page.keyboard.press("Shift+Tab")  # the slider, one step on
    page.page.keyboard.press("ArrowRight")
    page.until("document.querySelector('[aria-label=Score]').innerText.includes('81')")
    reach(page, "entry-measurement-day")
    page.page.keyboard.type("7")
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Enter")  # twice: it is entered once
    page.until("document.querySelector('dialog[open]') === null")
    page.until("document.querySelectorAll('svg .mark.measurement').length === 1")
    found = records(clinic, "measurement")
    assert [(row["instrument"], row["day"], row["score"]) for row in found] == [("vas", 7, 81)]
    assert "81" in (page.page.locator("svg").first.text_content() or "")


def test_what_was_not_saved_is_not_left_unasked(filled: Server, open_page: Any) -> None:
    page = open_page(LARGE, server=filled)
    page.expected.append("status of 422")
    page.go()
    page.page.goto(f"{page.page.url}?registry={case_of(filled, 'Published')}")
    page.page.get_by_role("button", name="+ adverse event").click()
    page.page.get_by_label("What happened").fill("bruise")
    page.page.keyboard.press("Escape")
    page.until("document.body.innerText.includes('What you entered is not saved')")
    page.page.get_by_role("button", name="Go on entering").click()
    page.page.get_by_role("button", name="Enter the adverse event").click()
    page.until("document.activeElement?.id === 'entry-adverse_event-onset_day'")
    page.page.keyboard.type("1")
    page.page.get_by_label("Scale and version").select_option(index=1)
    page.page.get_by_role("dialog").get_by_role("radio").first.check()
    page.page.get_by_label("Remark").fill("told by her mother Maria")
    page.until("document.body.innerText.includes('It identifies nobody, because')")
    page.page.get_by_label("It identifies nobody, because").fill("the name of a brand")
    page.page.get_by_role("button", name="Enter the adverse event").click()
    page.until("document.querySelectorAll('svg .mark.adverse_event').length === 1")
    assert [(row["term"], row["onset_day"]) for row in records(filled, "adverse_event")] == [("bruise", 1)]


def test_cases_are_narrowed_sorted_and_opened(filled: Server, open_page: Any) -> None:
    page = open_page(LARGE, server=filled)
    page.expected.append("status of 422")
    open_registry_page(page)
    page.until("document.body.innerText.includes('3 of 3 cases')")
    page.page.get_by_label("Sex", exact=True).select_option(label="male (2)")
    page.until("document.body.innerText.includes('2 of 3 cases')")
    line = page.page.get_by_label("Further conditions")
    line.fill("age_years<40")
    line.press("Enter")
    page.until("document.body.innerText.includes('Write person.age_years')")
    assert line.get_attribute("aria-invalid") == "true"
    line.fill("person.age_years<40")
    line.press("Enter")
    page.until("document.body.innerText.includes('1 of 3 cases')")
    line.fill("person.age_years<1")
    line.press("Enter")
    page.until("document.body.innerText.includes('No case is like that')")
    page.page.get_by_role("button", name="Show all").click()
    page.until("document.body.innerText.includes('3 of 3 cases')")
    for wanted in (["10", "34", "61"], ["61", "34", "10"]):
        page.page.get_by_role("button", name="Age", exact=True).click()
        cells = "[...document.querySelectorAll('tbody tr td:nth-child(2)')].map((one) => one.innerText)"
        page.until(f"JSON.stringify({cells}) === '{str(wanted).replace(chr(39), chr(34)).replace(' ', '')}'")
    assert page.page.locator("th[aria-sort=descending]").inner_text().startswith("Age")
    if AXE.is_file():
        assert violations(page) == []
    page.page.get_by_role("button", name=re.compile("^Open the case of .*Published")).click()
    page.until("document.querySelectorAll('svg .mark.measurement').length >= 5")
    page.page.reload()
    page.until("document.querySelectorAll('svg .mark.measurement').length >= 5")


def test_the_time_line_is_read_and_a_record_corrected_with_a_reason(filled: Server, open_page: Any) -> None:
    page = open_page(LARGE, server=filled)
    page.go()
    page.page.goto(f"{page.page.url}?registry={case_of(filled, 'Published')}")
    page.until("document.querySelectorAll('svg .mark.measurement').length >= 5")
    words = page.page.locator("svg").first.text_content() or ""
    for part in ("first procedure", "1 week", "80", "10"):
        assert part in words
    assert overlaps(page) == []
    page.page.locator("svg .mark").first.focus()
    for _ in range(2):
        page.page.keyboard.press("ArrowDown")
    assert page.page.locator(".details").inner_text().startswith("Day ")
    page.page.keyboard.press("Enter")
    page.until("document.querySelector('li.chosen') !== null")
    early = next(
        row for row in records(filled, "measurement") if row["instrument"] == "vas" and row["day"] == 7
    )
    page.page.get_by_role("button", name=f"Correct {early['record']}").click()
    page.page.get_by_role("dialog").get_by_role("textbox", name="Score").fill("2")
    page.page.get_by_role("button", name="Save the correction").click()
    page.until("document.activeElement?.id === 'entry-why'")
    assert "This is missing" in said(page, re.compile("^Why"))
    page.page.keyboard.type("read wrongly")
    page.page.keyboard.press("Enter")
    page.until("document.querySelector('dialog[open]') === null")
    page.page.get_by_role("button", name=f"History of {early['record']}").click()
    page.until("document.body.innerText.includes('read wrongly')")
    assert "Score: 1 → 2" in page.page.inner_text("main")
    page.page.get_by_role("button", name=f"Mark {early['record']} as entered in error").click()
    page.page.get_by_label(re.compile("^Why")).fill("of somebody else")
    page.page.get_by_role("dialog").get_by_role("button", name="Mark as entered in error").click()
    page.until(f"document.getElementById('record-{early['record']}') === null")
    assert early["record"] not in [row["record"] for row in records(filled, "measurement")]


def overlaps(page: Watched) -> list[Any]:
    """Words of the time line that touch each other, as the browser has drawn them."""
    found: list[Any] = page.page.evaluate(
        """() => {
          const words = [...document.querySelectorAll('svg text')]
            .map((one) => [one.textContent, one.getBoundingClientRect()]);
          const touch = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
            && a.top + 2 < b.bottom - 2 && b.top + 2 < a.bottom - 2;
          return words.flatMap(([text, a], n) => words.slice(n + 1)
            .filter(([, b]) => touch(a, b)).map(([other]) => [text, other]));
        }"""
    )
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["1440", "1024"])
def test_axe_finds_nothing(filled: Server, open_page: Any, theme: str, size: dict[str, int]) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core comes with `make screen`")
    page = open_page(size, theme=theme, server=filled)
    open_registry_page(page)
    page.until("document.body.innerText.includes('3 of 3 cases')")
    assert violations(page) == []
    page.page.get_by_role("button", name=re.compile("^Open the case of .*Published")).click()
    page.until("document.querySelectorAll('svg .mark.measurement').length >= 5")
    for details in page.page.locator("details").all():
        details.evaluate("(one) => (one.open = true)")
    page.page.get_by_role("button", name=re.compile("^History of P-")).click()
    page.page.wait_for_timeout(400)
    assert violations(page) == []
    assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for kind in ("measurement", "adverse event", "procedure", "consent"):
        page.page.get_by_role("button", name=f"+ {kind}").click()
        page.page.get_by_role("dialog").wait_for()
        if kind == "measurement":
            page.page.get_by_label("Instrument").select_option(value="vas")
        page.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Enter the")).click()
        page.page.wait_for_timeout(200)
        assert violations(page) == []
        page.page.keyboard.press("Escape")
        if page.page.get_by_role("button", name="Discard it").count():
            page.page.get_by_role("button", name="Discard it").click()
