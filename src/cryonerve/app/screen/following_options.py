"""What the page says of a live session, as the command's options: one meaning, two doors.

The page's fields are named as the command's options are (`--freezing-from` is `freezing_from`); an empty text
is an option that was not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.following_words import page_words
from cryonerve.errors import InputError

if TYPE_CHECKING:
    from cryonerve.app.following import Chosen
    from cryonerve.app.watching import Streamed

__all__ = ["OPTIONS", "chosen_of", "field_of", "on_the_page", "streamed_of"]

OF_MEMBERS = ("view", "shift", "probe", "scale", "starts_at", "goal", "at", "near", "freezing_from")
NUMBERS = ("members", "seed")
OF_STREAM = ("device", "orientation", "region", "publish")
OTHER_NAMES = {"--stream": "host", "ultrasound.plane": "shift"}
OPTIONS = (*OF_MEMBERS, *NUMBERS, *OF_STREAM, "thermocouple", "record")


def chosen_of(said: Mapping[str, Any]) -> Chosen:
    """What following a run needs to know.

    >>> chosen_of({"at": "-2, 14", "goal": ""}).at
    '-2, 14'
    """
    from cryonerve.app.following import Chosen
    from cryonerve.app.option_values import whole_value

    given: dict[str, Any] = {name: said[name] for name in OF_MEMBERS if said.get(name)}
    given |= {name: whole_value(f"--{name}", said[name]) for name in NUMBERS if said.get(name)}
    thermocouple = said.get("thermocouple")
    return Chosen(thermocouple=Path(thermocouple) if thermocouple else None, **given)


def streamed_of(
    said: Mapping[str, Any], server: str, *, record: Path | None = None, log: Path | None = None
) -> Streamed:
    """What it needs to know of the stream."""
    from cryonerve.app.watching import Streamed

    given = {name: said[name] for name in OF_STREAM if said.get(name)}
    return Streamed(server, record=record, log=log, **given)


def field_of(option: str) -> str:
    """The page's field for one of the command's options, or for what is asked for by one.

    >>> field_of("--freezing-from"), field_of("ultrasound.plane")
    ('freezing_from', 'shift')
    """
    return OTHER_NAMES.get(option) or option.lstrip("-").replace("-", "_")


def on_the_page(error: InputError) -> InputError:
    """The command's complaint with the page's names of its fields, in the page's words.

    >>> from cryonerve.errors import Complaint
    >>> told = on_the_page(InputError(Complaint("'soon' has no unit", "", "--starts-at"))).complaints[0]
    >>> told.field, told.what
    ('starts_at', "'soon' has no unit")
    """
    return type(error)(
        *(
            replace(
                item,
                what=page_words(item.what),
                remedy=page_words(item.remedy),
                field=field_of(item.field),
            )
            for item in error.complaints
        )
    )
