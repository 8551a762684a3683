"""A draft as a DOCX file, by python-docx: headings, tables with header rows, a figure with words for it.

The same draft is the same bytes: no clock, no name of a person or a machine.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.errors import Complaint, RunFolderError
from cryonerve.reporting.care.parts import HEADER, CareDraft, PartDraft, Statement, Table
from cryonerve.reporting.care.preface import checklist, preface
from cryonerve.reporting.care.saying import capital, plain
from cryonerve.reporting.wording import reference_line

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["needed", "word_bytes"]

LANGUAGE = "en-GB"
NO_DATE = datetime(2000, 1, 1)  # Word wants one
OLDEST = (1980, 1, 1, 0, 0, 0)  # of an entry of a ZIP file
PAGE, MARGIN, WIDE = (21.0, 29.7), 2.2, 16.6  # cm
GREY, BLUE, ASKED, SHADE = "5B6570", "1F4E79", "A23B00", "E8EDF2"
FONT = "Calibri"


def needed() -> None:
    """Say what to install where python-docx is missing.

    Raises
    ------
    RunFolderError
        It is not installed.
    """
    try:
        import docx  # noqa: F401, PLC0415
    except ImportError:
        what = "a DOCX file needs a package that is not installed (python-docx)"
        remedy = 'Install it: pip install "cryonerve[documents]"; or write Markdown alone: --no-docx'
        raise RunFolderError(Complaint(what, remedy)) from None


def word_bytes(draft: CareDraft, pictures: Mapping[str, Path]) -> bytes:
    """The file of a draft.

    Parameters
    ----------
    pictures : file name of a drawing -> the PNG that shows it.
    """
    from docx import Document  # noqa: PLC0415

    document = Document()
    _dress(document)
    _describe(document, draft)
    document.add_paragraph(plain(draft.title), style="Title")
    for words in preface(draft):
        document.add_paragraph(plain(words), style="Intense Quote")
    for number, title in draft.items.items():
        document.add_heading(f"{number}. {plain(title)}", 1)
        for part in draft.parts:
            if part.item == number:
                _part(document, part, draft, pictures)
    for supplement in draft.supplements:
        document.add_heading(plain(supplement.title), 1)
        _told(document, supplement.statements, draft)
        _tables(document, supplement.tables, draft)
    document.add_heading("References", 1)
    for order, key in enumerate(draft.references, start=1):
        document.add_paragraph(f"{order}. {plain(reference_line(key))}")
    document.add_heading("Checklist of questions to the author", 1)
    document.add_paragraph(f"{draft.counted}.")
    _table(document, checklist(draft))
    stream = BytesIO()
    document.save(stream)
    return _timeless(stream.getvalue())


def _dress(document: Document) -> None:
    """Page, fonts, language, header and footer."""
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    (section,) = document.sections
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN))
    sizes = {
        "Normal": 10.5,
        "Title": 20,
        "Heading 1": 15,
        "Heading 2": 11.5,
        "List Bullet": 10.5,
        "Caption": 9,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        _every_script(style.element.get_or_add_rPr())
        if name.startswith(("Title", "Heading")):
            style.font.color.rgb = RGBColor.from_string(BLUE)
            style.paragraph_format.keep_with_next = True
    document.styles["Caption"].font.color.rgb = RGBColor.from_string(GREY)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    quote = document.styles["Intense Quote"]
    quote.font.italic, quote.font.bold, quote.font.size = False, False, Pt(9.5)
    quote.font.color.rgb = RGBColor.from_string(GREY)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(0.4)
    quote.paragraph_format.space_before = quote.paragraph_format.space_after = Pt(4)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(3)
    for language in document.styles.element.iter(_name("w:lang")):
        language.set(_name("w:val"), LANGUAGE)
    section.header.paragraphs[0].text = HEADER
    section.header.paragraphs[0].runs[0].font.size = Pt(9)
    footer = section.footer.paragraphs[0]
    footer.add_run("Not a prognosis. Page ").font.size = Pt(9)
    _page_number(footer)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415

    return str(qn(tag))


def _element(tag: str, **attributes: str) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement  # noqa: PLC0415

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(f"w:{name}"), value)
    return made


def _every_script(properties: Any) -> None:  # noqa: ANN401
    """One font for all letters: headings of the template take theirs from a theme."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_name(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(_name(f"w:{name}"), FONT)


def _page_number(paragraph: Any) -> None:  # noqa: ANN401
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run()
    run.font.size = Pt(9)
    text = _element("w:instrText")
    text.text = "PAGE"
    for piece in (_element("w:fldChar", fldCharType="begin"), text, _element("w:fldChar", fldCharType="end")):
        run._element.append(piece)


def _describe(document: Document, draft: CareDraft) -> None:
    """Core properties: what it is, in which language; nobody's name, no day."""
    about = document.core_properties
    about.author = about.last_modified_by = draft.software.partition(" ")[0]
    about.title, about.subject = plain(draft.title)[:255], "Draft of a case report"
    about.comments, about.keywords, about.language = HEADER, "", LANGUAGE
    about.created = about.modified = NO_DATE
    about.revision = 1


def _part(document: Document, part: PartDraft, draft: CareDraft, pictures: Mapping[str, Path]) -> None:
    from docx.shared import Cm, RGBColor  # noqa: PLC0415

    name = plain(capital(part.title))
    if sum(other.item == part.item for other in draft.parts) == 1:
        _quiet(document.add_paragraph(), name)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    else:
        document.add_heading(f"{part.name}. {name}", 2)
    _told(document, part.statements, draft)
    for drawing in part.drawings:
        shape = document.add_picture(str(pictures[drawing.file]), width=Cm(WIDE))
        about = shape._inline.docPr
        about.set("descr", plain(drawing.alternative))
        about.set("name", "Timeline")
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        document.add_paragraph(plain(drawing.caption), style="Caption")
    _tables(document, part.tables, draft)
    for question in part.questions:
        paragraph = document.add_paragraph(style="List Bullet")
        number = paragraph.add_run(f"Question {question.number}. ")
        number.bold, number.font.color.rgb = True, RGBColor.from_string(ASKED)
        paragraph.add_run(f"{plain(question.words)} ")
        _quiet(paragraph, f"({question.why})")


def _told(document: Document, statements: Iterable[Statement], draft: CareDraft) -> None:
    for item in statements:
        paragraph = document.add_paragraph(f"{plain(item.words)} ", style="List Bullet")
        _quiet(paragraph, _origin(item, draft))


def _origin(item: Statement | Table, draft: CareDraft) -> str:
    return f"({' '.join(part for part in (item.who, draft.marks(item.sources)) if part)})"


def _quiet(paragraph: Any, words: str) -> None:  # noqa: ANN401
    from docx.shared import RGBColor  # noqa: PLC0415

    run = paragraph.add_run(words)
    run.italic = True
    run.font.color.rgb = RGBColor.from_string(GREY)


def _tables(document: Document, tables: Iterable[Table], draft: CareDraft) -> None:
    for table in tables:
        title = document.add_paragraph()
        title.add_run(f"{plain(table.title)} ").bold = True
        _quiet(title, _origin(table, draft))
        title.paragraph_format.keep_with_next = True
        _table(document, table)


def _table(document: Document, table: Table) -> None:
    """A table whose first row is repeated on every page, and whose rows are not torn."""
    from docx.shared import Cm, Pt  # noqa: PLC0415

    made = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    made.autofit = False
    shares = table.widths or (1,) * len(table.head)
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Cm(WIDE * share / sum(shares))
    for row in ((), *table.rows):
        line = made.add_row() if row else made.rows[0]
        line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for place, words in enumerate(row or table.head):
            cell = line.cells[place]
            cell.width = Cm(WIDE * shares[place] / sum(shares))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(plain(words))
            run.font.size, run.bold = Pt(9), not row
            if not row:
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))
    made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _timeless(content: bytes) -> bytes:
    """The same ZIP file with one date, the oldest there is, for every entry."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            new.writestr(entry, old.read(name))
    return result.getvalue()
