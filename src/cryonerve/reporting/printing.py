"""The PDF: WeasyPrint prints the page; where its Pango library is missing matplotlib sets plain pages."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryonerve.reporting.figures.gallery import Picture
from cryonerve.reporting.happened import Happened
from cryonerve.reporting.others_found import OthersFound
from cryonerve.reporting.run import Run

__all__ = ["Route", "route", "write_pdf"]

_PANGO = "install Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) for the full layout"


@dataclass(frozen=True, slots=True)
class Route:
    """How PDFs are made on this machine."""

    name: str  # "weasyprint" or "matplotlib"
    title: str


@cache
def route() -> Route:
    """WeasyPrint when it can be loaded with its libraries, otherwise matplotlib."""
    try:
        with warnings.catch_warnings():
            # It announces that a library will be needed by a version to come; this one does without.
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint  # noqa: PLC0415
    except (ImportError, OSError):
        return Route(
            "matplotlib", f"plain pages set by matplotlib; {_PANGO}, or print report.html from a browser"
        )
    return Route("weasyprint", f"WeasyPrint {weasyprint.__version__}")


def write_pdf(
    run: Run,
    pictures: Sequence[Picture],
    text: str,
    path: Path,
    *,
    found: OthersFound | None = None,
    told: Happened | None = None,
) -> None:
    """Write the report as PDF: `text` is the page as HTML, the rest serves the plain route."""
    if route().name == "weasyprint":
        _print_html(text, path)
    else:
        from cryonerve.reporting.plain_pages import write_plain_pdf  # noqa: PLC0415

        write_plain_pdf(run, pictures, path, found=found, told=told)


def _print_html(text: str, path: Path) -> None:
    import weasyprint  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=_font_faces(), font_config=fonts)
    document = weasyprint.HTML(string=text, url_fetcher=_only_inside())
    document.write_pdf(path, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


def _font_faces() -> str:
    """The font that comes with matplotlib, so that a page looks the same on a machine without fonts."""
    import matplotlib as mpl  # noqa: PLC0415

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    faces = (
        ("DejaVu Sans", "normal", "DejaVuSans.ttf"),
        ("DejaVu Sans", "bold", "DejaVuSans-Bold.ttf"),
        ("DejaVu Sans Mono", "normal", "DejaVuSansMono.ttf"),
    )
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{(folder / name).as_uri()}"); }}'
        for family, weight, name in faces
        if (folder / name).is_file()
    )


def _only_inside() -> Any:  # noqa: ANN401
    """A fetcher that opens what lies in the page itself and nothing on any disk or network."""
    from weasyprint import urls  # noqa: PLC0415

    if hasattr(urls, "URLFetcher"):
        return urls.URLFetcher(allowed_protocols=["data"])

    def fetch(address: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        if not address.startswith("data:"):
            raise ValueError("the report opens nothing outside of itself")
        return urls.default_url_fetcher(address, *rest, **more)

    return fetch
