"""The DOCX: read back by python-docx and as a ZIP file; nobody's name, no day, the same bytes."""

from __future__ import annotations

import re
import sys
import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from cryonerve.errors import RunFolderError
from cryonerve.registry import case_of_record_file
from cryonerve.reporting.care.days import events
from cryonerve.reporting.care.drafting import TIMELINE, draft_of
from cryonerve.reporting.care.word_file import needed, word_bytes
from cryonerve.reporting.figures.case_days import draw_case_days
from tests.unit.reporting.care.records import HOSTILE, rich

docx = pytest.importorskip("docx")


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    record = case_of_record_file("tibial-neuroma-child")
    picture = draw_case_days(events(record), tmp_path_factory.mktemp("figure") / TIMELINE)
    return word_bytes(draft_of(record), {TIMELINE: picture})


@pytest.fixture(scope="module")
def document(content):
    return docx.Document(BytesIO(content))


def test_items_are_headings(document) -> None:
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert [words.partition(".")[0] for words in headings[:13]] == [str(number) for number in range(1, 14)]
    assert headings[-2:] == ["References", "Checklist of questions to the author"]
    assert document.paragraphs[0].style.name == "Title"
    assert any(paragraph.style.name == "Heading 2" for paragraph in document.paragraphs)


def test_every_table_repeats_its_header(document) -> None:
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.findall(docx.oxml.ns.qn("w:tblHeader"))
        assert len(table.columns) == len(table.rows[0].cells)


def test_the_checklist_holds_every_question(document) -> None:
    draft = draft_of(case_of_record_file("tibial-neuroma-child"))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0] == ["no.", "CARE item", "question", "why"]
    assert [int(row[0]) for row in rows[1:]] == [question.number for question in draft.questions]


def test_the_figure_is_told_in_words(document) -> None:
    (shape,) = document.inline_shapes
    words = shape._inline.docPr.get("descr")
    assert words.startswith(
        "Timeline of the case. before the procedure (day 0): Visual analogue scale of pain"
    )
    assert "day 91" in words


def test_header_language_and_footer(document, content) -> None:
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "Draft. Research software, no medical device"
    assert "Page" in section.footer.paragraphs[0].text
    assert document.core_properties.language == "en-GB"
    styles = zipfile.ZipFile(BytesIO(content)).read("word/styles.xml").decode()
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"en-GB"}


def test_nobody_and_no_day_is_named(document, content) -> None:
    about = document.core_properties
    assert (about.author, about.last_modified_by) == ("cryonerve", "cryonerve")
    assert about.created.replace(tzinfo=None) == about.modified.replace(tzinfo=None) == datetime(2000, 1, 1)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        text = " ".join(
            parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))
        )
    assert "python-docx" not in text


def test_the_same_draft_is_the_same_file(content, tmp_path) -> None:
    record = case_of_record_file("tibial-neuroma-child")
    picture = draw_case_days(events(record), tmp_path / TIMELINE)
    assert word_bytes(draft_of(record), {TIMELINE: picture}) == content


def test_hostile_words_are_words(tmp_path) -> None:
    record = rich(tmp_path)
    picture = draw_case_days(events(record), tmp_path / TIMELINE)
    read = docx.Document(BytesIO(word_bytes(draft_of(record), {TIMELINE: picture})))
    assert any(HOSTILE in paragraph.text for paragraph in read.paragraphs)


def test_without_its_package_it_is_said_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(RunFolderError, match=r"cryonerve\[documents\]"):
        needed()
