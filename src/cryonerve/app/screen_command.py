"""The command that opens the screen in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.record_options import Door, KeyOption, SealOption, StoreOption, WhoOption
from cryonerve.app.speech import complain, say

__all__ = ["add_to"]

CaseArgument = Annotated[
    str | None, typer.Argument(metavar="[CASE]", help="A case to open: a file, or the name of a bundled one.")
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help="Where cases and runs are kept.  [default: ~/cryonerve]",
        readable=False,
    ),
]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="0: one that is free.")]
ScansOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--scans",
        metavar="FOLDER",
        help="Where the scan page may look for scans; may be given several times.  [default: your home]",
        readable=False,
    ),
]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")]
EXAMPLES = (
    "cryonerve app                                   the screen, in the browser",
    "cryonerve app tibial-neuroma-child              with a case open",
    "cryonerve app my-case.yaml --folder plans/      cases and runs are kept in plans/",
    "cryonerve app --store clinic.sqlite --as anna   with the registry of a clinic",
)


def add_to(app: typer.Typer) -> None:
    """Make the command known to the command line."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(name="app", epilog=f"\b\nExamples:\n{lines}")(screen)


def screen(
    case: CaseArgument = None,
    *,
    folder: FolderOption = None,
    port: PortOption = 0,
    browser: BrowserOption = True,
    scans: ScansOption = None,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
) -> None:
    """Plan, run, understand and record a case in the browser; on this computer alone."""
    from cryonerve.errors import Complaint, InputError

    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
        import websockets  # noqa: F401
    except ImportError as error:
        what = f"the screen needs a package that is not installed ({error.name})"
        raise InputError(Complaint(what, 'Install it: pip install "cryonerve[app]"')) from None
    from cryonerve.app.screen.serving import serve

    kept = Path.home() / "cryonerve" if folder is None else folder
    registry = Door(store, who, key_file, seal_file).now()
    serve(
        kept,
        case=case,
        port=port,
        browser=browser,
        registry=registry,
        scans=scans or (),
        say=say,
        complain=complain,
    )
    raise typer.Exit(0)
