"""What the pages show is true: Python runs, cases load, commands exist, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cryonerve.app.cli import app, main
from cryonerve.errors import InputError
from tests.docs.pages import LANGUAGES, ROOT, blocks, pages

LIGHT = {"check", "cases", "catalog", "schema", "evidence"}  # executed as they stand
WITH_FILES = {"-o", "--out", "--add"}  # commands that need or leave files are only parsed
LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")


@pytest.mark.parametrize("block", blocks(), ids=str)
def test_language_is_one_that_is_tested(block) -> None:
    assert block.language in LANGUAGES, "name the language, so that a test can look at the block"


@pytest.mark.parametrize(
    "page", sorted({block.page for block in blocks("python")}), ids=lambda page: page.name
)
def test_python_runs(page: Path, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    for block in blocks("python"):
        if block.page == page:
            padded = "\n" * (block.line - 1) + block.text
            exec(compile(padded, str(page), "exec"), namespace)


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_case_loads(block, tmp_path) -> None:
    import cryonerve as cn

    file = tmp_path / "case.yaml"
    file.write_text(block.text, encoding="utf-8")
    case = cn.load(file)
    assert case.title
    assert all(finding.level != "stop" for finding in cn.check(case))


@pytest.mark.parametrize("block", blocks("complaint"), ids=str)
def test_refused_case_is_refused(block, tmp_path) -> None:
    import cryonerve as cn

    file = tmp_path / "case.yaml"
    file.write_text(block.text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        cn.load(file)
    assert all(item.line for item in caught.value.complaints)
    assert "muscle" in str(caught.value)
    assert "^" in str(caught.value)


@pytest.mark.parametrize("block", blocks("yaml-part"), ids=str)
def test_fragment_is_yaml(block) -> None:
    assert YAML(typ="safe").load(block.text)


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_fragment_is_toml(block) -> None:
    assert tomllib.loads(block.text)


def commands() -> list[tuple[str, str]]:
    found = []
    for block in blocks("sh"):
        for line in block.text.splitlines():
            words = line.split("#")[0].strip()
            if words:
                found.append((str(block), words))
    return found


@pytest.mark.parametrize(("place", "words"), commands(), ids=lambda value: value)
def test_command(place: str, words: str, capsys) -> None:
    first, *rest = shlex.split(words)
    if first == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(rest) <= set(targets)
    elif first == "cryonerve" and rest[0] in LIGHT and not WITH_FILES & set(rest):
        assert main(rest) == 0
    elif first == "cryonerve":
        import typer

        group = typer.main.get_command(app)
        command = group.commands[rest[0]]  # type: ignore[attr-defined]
        assert command.make_context(rest[0], list(rest[1:]))
    else:
        assert first in {"pip", "apt-get", "git", "cd"}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_every_folder_of_the_road_has_a_page_and_a_row_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for folder in (path.parent.name for path in (ROOT / "src/cryonerve").glob("*/__init__.py")):
        assert (ROOT / "docs" / f"{folder}.md").exists()
        assert f"[`{folder}`](docs/{folder}.md)" in readme


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    assert [page.stem for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in index] == ["index"]


def test_every_command_is_on_the_page_of_commands() -> None:
    import typer

    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    assert [name for name in group.commands if f"`cryonerve {name}" not in page] == []  # type: ignore[attr-defined]


def test_every_file_that_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    text += (ROOT / "docs/theory.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+/[a-z_/]+\.py)`", text))
    assert [name for name in sorted(named) if not (ROOT / "src/cryonerve" / name).exists()] == []
    tests = set(re.findall(r"`(tests/[a-z_/]+)`", text))
    assert [name for name in sorted(tests) if not (ROOT / name).exists()] == []


def test_dependencies_all_have_their_paragraph() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = [re.split(r"[<>=]", line)[0] for line in wanted]
    assert [name for name in names if name.lower() not in text] == []
