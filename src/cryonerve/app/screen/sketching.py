"""The process that draws bodies and answers previews; one request after the other, each quick."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import Asking

if TYPE_CHECKING:
    from cryonerve.app.screen.glimpses import Prepared
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["HANDLERS"]

MOST_PREPARED = 3
_ready: OrderedDict[str, Prepared] = OrderedDict()  # by document
_anchored: dict[str, str] = {}  # document -> the run that corrects its preview


def _load(payload: dict[str, Any], asking: Asking) -> None:
    """Load what drawing needs, before there is anything to draw."""
    import cryonerve.app.screen.bodies
    import cryonerve.app.screen.drawing  # noqa: F401

    del payload, asking


def _warm(payload: dict[str, Any], asking: Asking) -> None:
    """Draw the body that the first page will probably show, then load what previews need."""
    from cryonerve.app.screen.bodies import scene_key

    with suppress(Exception):  # whoever asks for this body gets the error
        key = scene_key(payload["yaml"])
        _draw({"yaml": payload["yaml"], "folder": str(Path(payload["scenes"]) / key)}, asking)
    import cryonerve.app.screen.glimpses  # noqa: F401


def _draw(payload: dict[str, Any], asking: Asking) -> None:
    """Draw the scene of a case into its folder, unless it is there."""
    from cryonerve.app.screen.bodies import body_of
    from cryonerve.app.screen.drawing import draw_scene
    from cryonerve.app.screen.view_files import SCENE

    del asking
    folder = Path(payload["folder"])
    volume = body_of(payload["yaml"])
    if not (folder / SCENE).exists():
        draw_scene(volume, folder.name, folder)  # its key as it was when it was asked for


def _measure(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Where each probe enters, its gap to the treated nerve, what it is in; where the scanner looks."""
    from cryonerve.app.screen.bodies import body_of
    from cryonerve.app.screen.measuring import measured, scanner_of
    from cryonerve.app.screen.reading import case_of

    del asking
    volume, case = body_of(payload["yaml"]), case_of(payload["yaml"])
    return {"probes": measured(volume, case), "scanner": scanner_of(volume, case)}


def _prepare(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Make a document's case ready for previews; the first box."""
    from cryonerve.app.screen.reading import case_of

    case = case_of(payload["yaml"])
    made = _prepared(payload, case, asking)
    made.answer(case, 0)  # what is compiled or filled the first time is not left for the first drag
    return made.grid(case).as_document()


def _preview(payload: dict[str, Any], asking: Asking) -> tuple[dict[str, Any], bytes]:
    """The coldest temperatures with probes moved."""
    from cryonerve.app.screen.edits import with_probes
    from cryonerve.app.screen.reading import case_of

    case = case_of(payload["yaml"])
    moved = with_probes(case, payload["probes"])
    return _prepared(payload, moved, asking).answer(moved, payload["seq"])


def _locate(payload: dict[str, Any], asking: Asking) -> list[dict[str, Any]]:
    """What `measure` says of probes that are being moved, a little less exact, and quick."""
    from cryonerve.app.screen.edits import with_probes
    from cryonerve.app.screen.measuring import measured
    from cryonerve.app.screen.reading import case_of

    del asking
    known = _ready.get(payload["document"])
    if known is None:
        return []
    return measured(known.plain.volume, with_probes(case_of(payload["yaml"]), payload["probes"]), quick=True)


def _prepared(payload: dict[str, Any], case: Case, asking: Asking) -> Prepared:
    from cryonerve.app.screen.bodies import body_of
    from cryonerve.app.screen.glimpses import prepared

    name, run = payload["document"], payload.get("anchor") or ""
    known = _ready.get(name)
    if known is None or not known.fits(case) or _anchored.get(name, "") != run:
        asking.tell({"preparing": True})
        _ready[name] = prepared(body_of(payload["yaml"]), case, anchor=_anchor(run, case))
        _anchored[name] = run
    _ready.move_to_end(name)
    while len(_ready) > MOST_PREPARED:
        gone, _ = _ready.popitem(last=False)
        _anchored.pop(gone, None)
    return _ready[name]


def _anchor(run: str, case: Case) -> tuple[Case, Freezing] | None:
    """A finished run that corrects the preview; None where it is of another case."""
    from cryonerve.app.screen.anchoring import anchor_of

    return anchor_of(Path(run), case) if run else None


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {
    "load": _load,
    "warm": _warm,
    "draw": _draw,
    "measure": _measure,
    "prepare": _prepare,
    "preview": _preview,
    "locate": _locate,
}
