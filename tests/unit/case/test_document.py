"""Text to plain data with lines; hostile text costs no more than its own length."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cryonerve.case.document import read_bytes, read_document, resolved, written
from cryonerve.errors import CaseError


def complaint_of(text: str) -> str:
    with pytest.raises(CaseError) as caught:
        read_document(text.encode(), "f.yaml")
    return str(caught.value.complaints[0]).splitlines()[0]


def test_values_and_lines() -> None:
    document = read_document(b"a: 1\nb:\n  - x y\n  - {c: 2.5, d: true, e: ~}\n'f': '1'\n", "f.yaml")
    assert document.data == {"a": 1, "b": ["x y", {"c": 2.5, "d": True, "e": None}], "f": "1"}
    assert [document.line(place) for place in (("a",), ("b", 0), ("b", 1, "d"), ("f",))] == [1, 3, 4, 5]


def test_the_line_of_what_is_missing_is_that_of_what_is_around_it() -> None:
    document = read_document(b"a: 1\nb:\n  c: 2\n", "f.yaml")
    assert document.line(("b", "x", 3)) == 2
    assert document.line(("x",)) == 1


def test_words_of_a_place_use_names() -> None:
    document = read_document(b"probes: [{name: one, tip: x}, {tip: y}]", "f.yaml")
    assert document.words(("probes", 0, "tip")) == "probes.one.tip"
    assert document.words(("probes", 1, "tip")) == "probes.2.tip"
    assert document.words(("probes", 7, "x")) == "probes.8.x"
    assert written(("probes", 0, "tip")) == "probes.1.tip"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "f.yaml:1: the file is empty"),
        ("# nothing\n", "f.yaml:1: the file is empty"),
        ("- a\n", "f.yaml:1: the file holds a list, not keys with values"),
        ("hello", "f.yaml:1: the file holds plain text, not keys with values"),
        ("a: 1\n\tb: 2", "f.yaml:2: this is not YAML: a tab cannot indent"),
        ("a: [1,", "f.yaml:1: this is not YAML: expected the node content, but found '<stream end>'"),
        ("a: b: c", "f.yaml:1: this is not YAML: mapping values are not allowed here"),
        ("? [a, b]\n: 3", "f.yaml:1: a list or mapping cannot be a key"),
        ("---\na: 1\n---\nb: 2", "f.yaml:3: a second document starts here"),
        ("a: 1\nb: \x07", "f.yaml:2: character number 7 cannot stand in YAML"),
        ("a: " + "[" * 13, "f.yaml:1: nested deeper than 12 levels"),
    ],
)
def test_what_is_no_case(text: str, complaint: str) -> None:
    assert complaint_of(text) == complaint


def test_doubled_keys_anchors_aliases_and_tags_are_told_and_the_rest_is_read() -> None:
    document = read_document(b"a: &x {b: 1, b: 2}\nc: *x\nd: !!python/object:os.system ls\na: 3\n", "f")
    assert [f"{complaint.line}: {complaint.what}" for complaint in document.complaints] == [
        "1: anchors (&name) are not used in case files",
        "1: 'b' stands twice, first on line 1",
        "2: aliases (*name) are not used in case files",
        "3: tags (tag:yaml.org,2002:python/object:os.system) are not used in case files",
        "4: 'a' stands twice, first on line 1",
    ]
    assert document.data["d"] == "ls"


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    start = time.perf_counter()
    document = read_document("\n".join(lines).encode(), "f.yaml")
    assert time.perf_counter() - start < 5
    assert document.complaints


def test_deep_nesting_is_refused_at_once() -> None:
    assert complaint_of("[" * 200_000) == "f.yaml:1: nested deeper than 12 levels"
    assert complaint_of("{a: " * 100_000) == "f.yaml:1: nested deeper than 12 levels"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a: 1\0", "this is a binary file, not text"),
        (b"\x7fELF\0\0", "this is a binary file, not text"),
        (b"a: 1\nb: \xff", "the text is not UTF-8"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_document(content, "f.yaml")
    assert caught.value.complaints[0].what == what


def test_a_byte_order_mark_is_no_matter() -> None:
    assert read_document("\ufeffa: 1".encode(), "f").data == {"a": 1}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def what(where: Path) -> str:
        with pytest.raises(CaseError) as caught:
            read_bytes(where)
        return caught.value.complaints[0].what

    assert what(tmp_path) == "this is a folder, not a case file"
    assert what(tmp_path / "none.yaml") == "there is no such file"
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (1024 * 1024 + 1))
    assert what(large) == "the file is larger than 1 MiB"
    assert what(Path("/dev/zero")) == "this is no regular file"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = tmp_path / "locked.yaml"
    where.write_text("a: 1")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CaseError, match="the file cannot be read: Permission denied"):
        read_bytes(where)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("3", 3),
        ("-4", -4),
        ("2.5", 2.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1,3", "1,3"),
        ("yes", "yes"),
        ("0x10", "0x10"),
        ("2 min", "2 min"),
        ("1_0", "1_0"),
    ],
)
def test_plain_words(text: str, value: object) -> None:
    assert resolved(text) == value
    assert type(resolved(text)) is type(value)


def test_numbers_without_end() -> None:
    assert resolved("9" * 5000) == float("inf")
    assert resolved(".inf") == float("inf")
    assert resolved("-.Inf") == -float("inf")
    assert resolved(".nan") != resolved(".nan")
