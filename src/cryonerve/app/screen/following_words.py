"""What following says at the command line, in the words of the page."""

from __future__ import annotations

from cryonerve.reporting.wording import typeset

__all__ = ["page_words"]

# Advice for the command line, and what a person does on the page instead.
ON_THE_PAGE = {
    "End following: Ctrl-C.": "Press Stop.",
    "For another procedure begin anew: Ctrl-C, then follow.": "For another procedure press Stop and begin.",
    'or begin with --starts-at "0 s".': "or connect again with the time of the first picture.",
    "the place of the shaft (--at).": "the place of the shaft (More).",
    'Give it by hand, --scale "0.1 mm", or': "Connect again with the size of a pixel, or",
    "Name one that sends pictures: --device NAME.": "Connect again with the name of one that sends pictures.",
    "Begin anew with another --region.": "Draw another part of the picture, then stop and begin again.",
    "Write --thermocouple console where": "Choose the console where",
}


def page_words(text: str) -> str:
    """A sentence of following as the page says it: with its own controls, and signs as printed.

    >>> page_words("What happens now was not computed. End following: Ctrl-C.")
    'What happens now was not computed. Press Stop.'
    """
    for typed, clicked in ON_THE_PAGE.items():
        text = text.replace(typed, clicked)
    return typeset(text)
