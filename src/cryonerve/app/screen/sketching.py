"""The process that draws bodies and answers previews; one request after the other, each quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryonerve.app.screen.processes import Asking

__all__ = ["HANDLERS"]


def _draw(payload: dict[str, Any], asking: Asking) -> None:
    """Draw the scene of a case into its folder, unless it is there."""
    from cryonerve.app.screen.bodies import body_of, scene_key
    from cryonerve.app.screen.drawing import SCENE, draw_scene

    del asking
    folder = Path(payload["folder"])
    volume = body_of(payload["yaml"])
    if not (folder / SCENE).exists():
        draw_scene(volume, scene_key(payload["yaml"]), folder)


def _measure(payload: dict[str, Any], asking: Asking) -> list[dict[str, Any]]:
    """Where each probe enters, how deep and how steep; its gap to the treated nerve; what its tip is in."""
    from cryonerve.app.screen.bodies import body_of
    from cryonerve.app.screen.measuring import measured
    from cryonerve.app.screen.reading import case_of

    del asking
    return measured(body_of(payload["yaml"]), case_of(payload["yaml"]))


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {"draw": _draw, "measure": _measure}
