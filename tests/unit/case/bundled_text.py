"""Texts of bundled cases, to be changed by tests."""

from __future__ import annotations

from importlib import resources

from cryonerve.case import Case
from cryonerve.case.reading import read_case


def text_of(name: str) -> str:
    return resources.files("cryonerve.case").joinpath("published", f"{name}.yaml").read_text("utf-8")


def changed(name: str, *changes: tuple[str, str]) -> Case:
    """A bundled case with parts of its text replaced."""
    text = text_of(name)
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return read_case(text.encode(), file="changed.yaml", name="changed")
