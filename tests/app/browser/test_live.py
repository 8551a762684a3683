"""The live page: a simulated session, seen in two tabs, stopped, replayed; and what goes wrong."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from cryonerve.app import following
from cryonerve.reporting.folder import read_run
from cryonerve.ultrasound.member_files import write_members
from tests.app.browser.conftest import LARGE, SMALL, read
from tests.app.browser.test_accessibility import AXE, violations

pytestmark = pytest.mark.slow
PATIENCE = 300.0  # s
MEMBERS = 20  # fewer than a person gets, so that a processor takes seconds


@pytest.fixture(scope="session")
def followed(house, ran) -> str:
    """The document that has been run, with members that are there already."""
    run = read(house, ran)["latest_run"]
    folder = Path(house.client.get(f"/api/runs/{run}").json()["folder"])
    case, chosen = read_run(folder).case, following.Chosen(members=MEMBERS)
    members = following.ensemble(folder, case, chosen, lambda *done: None)
    usual = following._key(case, following.Chosen(), None)
    write_members(members, folder / following.ENSEMBLE, of=usual)
    return ran


@pytest.fixture(autouse=True)
def nothing_goes_on(house):
    """Whatever a test leaves running is stopped."""
    yield
    if house.client.get("/api/live").json()["state"] not in ("none", "ended", "failed"):
        house.client.delete("/api/live")
        house.wait("/api/live", lambda now: now["state"] in ("ended", "failed"))


def open_live(page, document: str) -> None:
    page.go(document)
    page.page.get_by_role("button", name=re.compile("^Live")).click()
    page.until("document.body.innerText.includes('FOLLOW A PROCEDURE')")


def begin(page, *, speed: str = "4×", fault: str = "none") -> None:
    page.page.get_by_label("Seconds of the procedure in one second").select_option(label=speed)
    page.page.get_by_label("Fault after 10 s").select_option(label=fault)
    page.page.get_by_role("button", name="Begin").click()


def test_a_session_is_seen_stopped_and_replayed(open_page, followed) -> None:
    page = open_page(LARGE)
    open_live(page, followed)
    begin(page)
    page.until("__screen.live.state === 'following'", PATIENCE)
    page.until("__screen.live.step === 'freeze 1' && __screen.live.pictures > 5", PATIENCE)
    assert page.page.get_by_role("timer").is_visible()
    said = page.page.inner_text("main")
    for part in ("SIMULATED SCANNER", "min left", "Next: Thaw", "NOT WATCHED", "Now", "Alarm sound is off"):
        assert part in said
    page.until("__screen.live.front > 10 && __screen.live.cold", PATIENCE)
    assert "RESEARCH USE ONLY" in page.page.inner_text("header").upper()
    assert "Edge of the ice" in page.page.locator("canvas").get_attribute("aria-label")
    assert drawn(page) > 300  # pixels as blue as the band of -20 degC
    if AXE.is_file():
        assert violations(page) == []
    second = open_page()
    open_live(second, followed)
    second.until("__screen.live.state === 'following' && __screen.live.pictures > 1")
    page.page.reload()  # the address says that it is this page
    page.until("window.__ready === true && __screen.live.state === 'following' && __screen.live.pictures > 1")
    second.page.get_by_role("button", name="Stop", exact=True).click()
    for one in (page, second):
        one.until("__screen.live.state === 'ended'", PATIENCE)
    assert "Last session:" in page.page.inner_text("main")
    page.page.get_by_role("button", name="Replay 20").first.click()
    page.until("__screen.live.replayed === 0 && __screen.live.time_s !== null")
    assert "REPLAY" in page.page.inner_text("main")
    page.page.locator("h1").click()
    page.page.keyboard.press("End")
    page.until("__screen.live.replayed > 3 && __screen.live.time_s !== null")
    last = page.hook("live.replayed")
    page.page.keyboard.press(",")
    page.until(f"__screen.live.replayed === {last - 1}")
    page.page.keyboard.press("Home")
    page.until("__screen.live.replayed === 0")
    page.page.get_by_role("button", name="Play", exact=True).click()
    page.until("__screen.live.replayed > 1")
    page.until("__screen.live.front > 10 && __screen.live.cold", PATIENCE)
    if AXE.is_file():
        assert violations(page) == []


def drawn(page) -> int:
    """Pixels of the picture in which blue outweighs red as in the band."""
    return page.page.evaluate(
        """() => {
          const canvas = document.querySelector('main canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          for (let n = 0; n < data.length; n += 4) found += data[n + 2] - data[n] > 25 ? 1 : 0;
          return found;
        }"""
    )


def test_a_region_is_drawn_a_shaft_pointed_at_and_a_wrong_field_says_why(open_page, followed) -> None:
    page = open_page(SMALL)
    page.expected.append("422")
    open_live(page, followed)
    page.page.get_by_text("More", exact=True).click()
    page.page.get_by_label("Goal").fill("140")
    page.page.get_by_label("What is true in it").select_option("beside")
    page.page.get_by_role("button", name="Begin").click()
    page.page.get_by_role("alert").filter(has_text="at most 100 %").wait_for()
    assert page.page.evaluate("document.activeElement.id") == "live-goal"
    assert page.hook("live.state") in ("none", "ended")
    if AXE.is_file():
        assert violations(page) == []
    page.page.get_by_label("Goal").fill("80")
    begin(page)
    page.until("__screen.live.state === 'following' && __screen.live.pictures > 3", PATIENCE)
    said = page.page.inner_text("main")
    assert "the probes lie 1.5 mm to the right of the plan" in said
    page.until("document.body.innerText.includes('in truth, of this simulation')", PATIENCE)
    page.page.get_by_text("Region and shaft").click()
    page.page.get_by_role("button", name="Draw it").click()
    box = page.page.locator("main canvas").bounding_box()
    left, top = box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"]
    page.page.mouse.move(left + 180, top + 200)  # from below on the right to beyond the picture
    page.page.mouse.down()
    page.page.mouse.move(left, top, steps=3)
    page.page.mouse.move(left - 180, box["y"] - 60, steps=3)
    page.page.mouse.up()
    drawn_region = page.page.get_by_label("Part of the picture that is looked at").input_value()
    numbers = [int(part) for part in drawn_region.split()]
    columns, rows = page.hook("live.pixels")
    assert numbers[0] == 0
    assert 0 < numbers[1] < numbers[3] < columns
    assert numbers[2] < rows
    page.page.get_by_role("button", name="Point at it").click()
    page.page.mouse.click(left, top)
    assert page.page.get_by_label("within 2 mm of, looked for").is_checked()
    assert abs(float(page.page.get_by_label("Right of the middle").input_value())) < 0.6
    page.page.get_by_role("button", name="Point at it").click()
    page.page.keyboard.press("Escape")  # leaves it as it is
    assert page.page.get_by_role("button", name="Point at it").get_attribute("aria-pressed") == "false"
    page.page.get_by_label("where the plan has it").check()
    page.page.get_by_role("button", name="Stop and begin again").click()
    page.until(f"String(__screen.live.region) === '{','.join(map(str, numbers))}'", PATIENCE)
    page.until("__screen.live.state === 'following' && __screen.live.front > 10", PATIENCE)
    if AXE.is_file():
        assert violations(page) == []
    second = open_page()
    open_live(second, followed)
    second.until("__screen.live.state === 'following' && __screen.live.pictures > 1")
    assert second.hook("live.region") == numbers
    second.page.get_by_role("button", name="Stop", exact=True).click()
    for one in (page, second):
        one.until("__screen.live.state === 'ended'", PATIENCE)
    assert second.page.get_by_label("What is true in it").input_value() == "beside"  # as it was begun with


def test_an_alarm_is_said_and_heard(page, followed) -> None:
    open_live(page, followed)
    sound = page.page.get_by_role("button", name="Alarm sound is off")
    sound.click()
    assert page.page.get_by_role("button", name="Alarm sound is on").is_visible()
    page.page.get_by_role("button", name="Test sound").click()
    begin(page, speed="1×", fault="the same picture again and again")
    page.until("__screen.live.alarms.includes('frozen')", PATIENCE)
    alert = page.page.get_by_role("alert").filter(has_text="scanner frozen")
    assert "Unfreeze the scanner" in alert.inner_text()
    page.page.get_by_role("button", name="Silence").click()
    page.page.get_by_role("button", name="Stop", exact=True).click()
    page.until("__screen.live.state === 'ended'", PATIENCE)
    assert "alarm begins" in page.page.get_by_role("log").inner_text()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_narrow_page_has_nothing_for_axe_and_a_bad_address_is_said(open_page, followed, theme) -> None:
    page = open_page(SMALL, theme=theme)
    page.expected.append("422")
    open_live(page, followed)
    page.page.get_by_label("OpenIGTLink stream").check()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    page.page.get_by_label("Computer").fill("127.0.0.1")
    page.page.get_by_label("Port").fill(str(port))
    page.page.get_by_role("button", name="Begin").click()
    alert = page.page.get_by_role("alert").filter(has_text="cannot be reached")
    alert.wait_for()
    assert "Connection refused" in alert.inner_text()
    assert page.hook("live.state") in ("none", "ended")
    for details in page.page.locator("details").all():
        details.evaluate("(one) => (one.open = true)")
    if AXE.is_file():
        assert violations(page) == []
