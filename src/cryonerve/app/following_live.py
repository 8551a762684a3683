"""`cryonerve follow --stream`: the hidden -20 degC of a run's case while its procedure is watched."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from cryonerve.app.following import Chosen, follow_text
from cryonerve.app.interruption import listening
from cryonerve.app.live_display import display
from cryonerve.app.progress import bars
from cryonerve.app.speech import flush, say, wrapped
from cryonerve.app.watching import Audience, Introduction, Streamed, watch_stream

__all__ = ["Streamed", "follow_stream", "live_text"]


def follow_stream(
    folder: Path, streamed: Streamed, chosen: Chosen, *, as_json: bool = False
) -> dict[str, Any]:
    """Follow a stream at a terminal until Ctrl-C.

    Raises
    ------
    InputError
        As `watch_stream`.
    """

    def introduce(introduction: Introduction) -> None:
        first, *others = introduction.said
        for line in [] if as_json else [f"{first} Ctrl-C ends it.", *others]:
            say(line)
        flush()

    audience = Audience(bars, introduce, listening, partial(display, silent=as_json))
    return watch_stream(folder, streamed, chosen, audience)


def live_text(document: dict[str, Any]) -> str:
    """What came of following a stream, for reading."""
    tracked, left = document["pictures_tracked"], document["pictures_left_out"]
    lines = [f"{tracked} pictures were tracked, {left} left out while one was worked on."]
    if document["looks"]:
        lines += [follow_text(document)]
    else:
        lines += [wrapped(item) for item in (*document["said"], *document["remarks"])]
        lines += [wrapped(item) for item in document["stream"]["sentences"]]
    if "recorded" in document:
        lines.append(f"wrote {document['recorded']['file']}, {document['recorded']['pictures']} pictures")
    if "not_recorded" in document:
        lines.append(f"Nothing was recorded: {document['not_recorded']}.")
    return "\n".join([*lines, f"log   {document['log']}"])
