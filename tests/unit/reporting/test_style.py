"""Every text of the page stands out from its ground, on a light screen and on a dark one."""

import re
from importlib import resources

import pytest

CSS = resources.files("cryonerve.reporting").joinpath("style", "report.css").read_text("utf-8")
LIGHT, _, REST = CSS.partition("@media screen and (prefers-color-scheme: dark)")
LEVELS = ("ok", "note", "warn", "stop")
TEXTS = [
    *(("--ink", ground) for ground in ("--paper", "--band", "--note-ground")),
    *(("--quiet", ground) for ground in ("--paper", "--band")),
    *(("--link", ground) for ground in ("--paper", "--note-ground")),
    *((f"--{level}", f"--{level}-ground") for level in LEVELS),
]


def colours(text):
    return dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", text[: text.index("}")]))


def brightness(colour):
    """Relative luminance of the web's guidelines for contrast (WCAG 2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [LIGHT, REST], ids=["light", "dark"])
def test_text_stands_out(scheme):
    known = colours(scheme)
    for text, ground in TEXTS:
        low, high = sorted((brightness(known[text]), brightness(known[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


def test_dark_has_every_colour_of_light_and_paper_has_none_of_dark():
    assert colours(LIGHT).keys() == colours(REST).keys()
    assert brightness(colours(REST)["--paper"]) < 0.02
    assert "screen and (prefers-color-scheme: dark)" in CSS
    assert CSS.count("prefers-color-scheme") == 1


def test_pictures_keep_their_white_ground():
    assert re.search(r"figure img \{[^}]*background: #ffffff", LIGHT)


def test_no_rule_writes_a_colour_that_the_dark_scheme_cannot_change():
    rules = LIGHT[LIGHT.index("}") + 1 :]
    allowed = {"#ffffff", "#c27c0e"}  # the ground of pictures; the edge of a warning, which is no text
    assert set(re.findall(r"#[0-9a-f]{6}", rules)) <= allowed
