"""Imports point backwards along the road, and light things stay light."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, ROAD, label, modules, place, rule_for, tree

OPEN_TO_ALL = {"units", "errors", "findings", "files"}
HEAVY = {
    "matplotlib",
    "weasyprint",
    "zarr",
    "xarray",
    "skimage",
    "nibabel",
    "nrrd",
    "rich",
    "typer",
    "pybtex",
    "pydicom",
    "highdicom",
    "pyigtl",
    "SimpleITK",
    "PIL",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "sqlcipher3",
    "docx",
}
HOMES = {
    "typer": {"app"},
    "sqlalchemy": {"registry"},
    "alembic": {"registry"},
}  # a library that one station is made of may be imported at its top
NUMBA_HOME = "bioheat"
KERNELS = (
    "kernels"  # compiled twins of other stations live in a folder of this name, imported inside functions
)


def imported(node: ast.AST) -> list[str]:
    """Stations of the road that an import statement reaches."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names if alias.name.startswith("cryonerve.")]
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        if node.module == "cryonerve":
            names = [f"cryonerve.{alias.name}" for alias in node.names]
        else:
            names = [node.module] if node.module.startswith("cryonerve.") else []
    else:
        return []
    return [name.split(".")[1] for name in names]


def written(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Whole names of what an import statement reads from."""
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def forward(station: str, module: ast.Module) -> list[str]:
    """Imports in `module` that reach further along the road than `station`."""
    reached = [name for node in ast.walk(module) for name in imported(node)]
    stations = [name for name in reached if name in ROAD and name not in OPEN_TO_ALL]
    return [name for name in stations if ROAD.index(name) > ROAD.index(station)]


def test_the_rule_itself_sees_a_forward_import() -> None:
    assert forward("nerve", ast.parse("from cryonerve.reporting.run import Run")) == ["reporting"]
    assert forward("nerve", ast.parse("import cryonerve.app.cli")) == ["app"]
    assert forward("nerve", ast.parse("from cryonerve.bioheat.result import Freezing")) == []
    assert forward("case", ast.parse("def f():\n    from cryonerve import app")) == ["app"]


def test_every_folder_stands_on_the_road() -> None:
    stations = {place(path) for path in modules()} - {"__init__", "__main__"}
    assert stations <= set(ROAD), f"not on the road: {sorted(stations - set(ROAD))}"


FRONT_DOORS = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}  # they name every verb, lazily


@rule_for(lambda: (path for path in modules() if path not in FRONT_DOORS), label)
def test_imports_point_backwards(path: Path) -> None:
    assert forward(place(path), tree(path)) == []


@rule_for(lambda: (path for path in modules() if place(path) in OPEN_TO_ALL), label)
def test_open_modules_import_nothing_of_the_road(path: Path) -> None:
    reached = {name for node in ast.walk(tree(path)) for name in imported(node)}
    assert reached <= OPEN_TO_ALL


@rule_for(modules, label)
def test_no_heavy_import_at_module_level(path: Path) -> None:
    top = [node for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.split(".")[0]
        for node in top
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    }
    allowed = {library for library, homes in HOMES.items() if place(path) in homes}
    assert names & HEAVY <= allowed, f"import inside the function that needs it: {sorted(names & HEAVY)}"
    if place(path) != NUMBA_HOME and path.parent.name != KERNELS:
        assert "numba" not in names
        assert not [name for node in top for name in written(node) if f".{KERNELS}" in name]


@rule_for(modules, label)
def test_no_relative_import(path: Path) -> None:
    relative = [
        node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == [], "write the whole name: cryonerve.folder.file"


@rule_for(lambda: (path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()), label)
def test_no_file_has_the_name_of_a_verb_of_its_folder(folder: Path) -> None:
    """Importing a submodule overwrites a function of the same name."""
    exported = set()
    for node in ast.walk(tree(folder / "__init__.py")):
        if isinstance(node, ast.ImportFrom):
            exported |= {alias.asname or alias.name for alias in node.names}
        if isinstance(node, ast.FunctionDef):
            exported.add(node.name)
    files = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    lower = {name for name in exported if name.islower()}
    assert lower & files == set()
