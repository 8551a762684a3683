"""What axe-core finds: nothing, in both themes and at both sizes, on every page there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.app.browser.conftest import LARGE, SMALL, Watched

AXE = Path(__file__).parents[3] / "screen" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with `make screen`"),
]


def violations(page: Watched) -> list[Any]:
    """Rules that are broken, and where; axe is put in by the driver, past the policy of the page."""
    page.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert found["testEngine"]["name"] == "axe-core"
    return [
        (one["id"], [node["target"] for node in one["nodes"]], one["nodes"][0].get("failureSummary"))
        for one in found["violations"]
    ]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["1440", "1024"])
def test_nothing_is_found(open_page, ran, theme, size) -> None:
    page = open_page(size, theme=theme)
    page.go()
    page.until("document.body.innerText.includes('tibial-neuroma-child')")
    assert violations(page) == []
    page.go(ran)
    page.until("__screen.source === 'run'")
    for details in page.page.locator("details").all():
        details.evaluate("(one) => (one.open = true)")
    page.page.wait_for_timeout(400)
    assert violations(page) == []
    if size == SMALL:
        page.page.get_by_role("button", name=re.compile("^Results")).click()
        page.page.wait_for_timeout(300)
        assert violations(page) == []
    page.page.keyboard.press("?")
    page.page.get_by_role("dialog").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("width", [1024, 1180, 1181, 1280, 1400, 1440])
def test_the_bar_has_room_for_all_of_it(open_page, ran, width) -> None:
    """Nothing is cut off at its end, and the case's title keeps some letters."""
    page = open_page({"width": width, "height": 768})
    page.go(ran)
    page.until("__screen.source === 'run'")
    assert page.page.get_by_role("button", name="← Cases").is_visible()
    end = page.page.get_by_text("Report and export").bounding_box()
    title = page.page.locator("header .title").bounding_box()
    assert end["x"] + end["width"] <= width
    assert title["width"] > 60


def test_axe_itself_sees_a_fault(page) -> None:
    page.go()
    page.page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<main><button></button></main>')"
    )
    assert "button-name" in [rule for rule, *_ in violations(page)]
