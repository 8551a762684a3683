"""The page of evidence in a real browser: with and without a case, by keyboard, themes and sizes."""

from __future__ import annotations

import re

import pytest

from tests.app.browser.conftest import LARGE, SMALL
from tests.app.browser.test_accessibility import AXE, violations

pytestmark = pytest.mark.slow

TOO_WIDE = "() => { const m = document.querySelector('main'); return m.scrollWidth - m.clientWidth; }"
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('figure .plot :is(.words, .number, text, .zero, .heading)')]
    .filter((one) => one.textContent.trim())
    .map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [one.textContent.trim(), range.getBoundingClientRect()];
    });
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, b] = [boxes[i][1], boxes[j][1]];
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) found.push([boxes[i][0], boxes[j][0]]);
  }
  return found;
}"""


def shown(page, question=""):
    page.go()
    page.page.get_by_role("button", name="Evidence").click()
    page.page.get_by_role("heading", name="Neuroma after amputation").wait_for()
    if question:
        asked = page.page.get_by_role("group", name="Questions").get_by_role(
            "button", name=re.compile(f"^{question}")
        )
        asked.click()
        rows = asked.inner_text().split()[-1]
        page.page.get_by_text(f"{rows} of {rows} rows").wait_for()
    return page.page


def test_the_trial_stands_first_and_the_page_needs_no_case(page):
    here = shown(page)
    text = here.inner_text("main")
    assert text.index("found no difference after 4 months") < text.index("von Falck 2022")
    assert "Research use only" in text
    assert "Nothing here promises relief" in text
    here.get_by_role("button", name="← Back to the cases").click()
    here.get_by_role("button", name="What others found").click()
    here.get_by_role("heading", name="Neuroma after amputation").wait_for()


def test_beside_a_case_it_leads_back_to_it(page, ran):
    page.go(ran)
    page.page.get_by_role("button", name="Evidence").click()
    page.page.get_by_role("heading", name="What others found").wait_for()
    version = page.hook("version")
    page.page.keyboard.press("Control+z")  # keys of the case do nothing here
    assert page.hook("version") == version
    page.page.get_by_role("button", name="Case", exact=True).click()
    page.until("__screen.anatomy")
    assert page.page.get_by_role("heading", name="What others found").count() == 0


def test_patients_and_neuromas_are_not_pooled_and_it_is_said_why(page):
    here = shown(page, "Neuroma of leg")
    here.get_by_label("Pool caporusso2002 any-relief").check()
    here.get_by_label("Pool morton2024 any-relief").check()
    here.get_by_role("button", name="Pool the rows that are ticked below (2)").click()
    here.get_by_text("they differ in unit of analysis and stretch of time").wait_for()


def test_a_pool_is_a_diamond_and_goes_with_its_rows(page):
    here = shown(page, "Adverse events")
    here.get_by_text("2 studies pooled (DiFiore 2024, Zobel 2019)").wait_for()
    assert here.locator("figure .line.pool").count() == 1
    here.get_by_label("Design").select_option("prospective series")
    here.get_by_text(re.compile("^Not drawn: 2 pooled")).wait_for()
    assert here.locator("figure .line.pool").count() == 0
    rows = here.locator("table.rows tbody th button").count()
    assert f"{rows} of 15 rows" in here.inner_text("main")
    here.get_by_role("button", name="Show all").click()
    assert here.locator("figure .line.pool").count() == 1


def test_a_row_opens_with_the_keyboard_and_shows_both_sides(page):
    here = shown(page, "Neuroma of leg")
    opener = here.get_by_role("button", name="Caporusso 2002", exact=True).first
    opener.focus()
    here.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "true"
    here.get_by_text("fewer than 40% of the patients").wait_for()
    here.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "false"


def test_tabs_go_by_arrow_keys(page):
    here = shown(page)
    here.get_by_role("tab", name="What was found").focus()
    here.keyboard.press("ArrowRight")
    audit = here.get_by_role("tab", name="Audit of the published report")
    assert audit.get_attribute("aria-selected") == "true"
    assert audit.evaluate("(one) => one === document.activeElement")
    here.get_by_text("does not cite the sham-controlled trial").wait_for()
    here.get_by_label("Status").select_option("contradicted")
    assert here.locator("main li h3").count() == 2


def test_the_plot_has_a_table_for_those_who_do_not_see_it(page):
    here = shown(page, "Neuroma of leg")
    table = here.get_by_role("table", name=re.compile("^Share, %"))
    assert table.get_by_role("row").count() == 8
    assert "12/31 = 39 % (22 to 58)" in table.inner_text()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["1440", "1024"])
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with `make screen`")
def test_nothing_is_found_and_no_words_overlap(open_page, theme, size):
    page = open_page(size, theme=theme)
    here = shown(page)
    for question in ("Phantom", "Neuroma of leg", "Adverse events", "Other treatments"):
        here.get_by_role("group", name="Questions").get_by_role(
            "button", name=re.compile(f"^{question}")
        ).click()
        here.get_by_role("heading", name=re.compile(f"^{question}|^Morton")).first.wait_for()
        here.wait_for_timeout(200)
        assert here.evaluate(OVERLAPS) == []
        assert here.evaluate(TOO_WIDE) <= 0
    here.get_by_role("button", expanded=False).first.click()
    assert violations(page) == []
    here.get_by_label("Shares in even steps of log odds").check()
    here.wait_for_timeout(200)
    assert here.evaluate(OVERLAPS) == []
    here.get_by_role("tab", name="Audit of the published report").click()
    here.get_by_text("does not cite").wait_for()
    assert violations(page) == []
