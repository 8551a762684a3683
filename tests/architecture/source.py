"""The package's own source, read as text and as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "cryonerve"

# The folders in the order in which a case travels. `units`, `errors`, `findings` and `files` are open to all.
ROAD = [
    "units",
    "errors",
    "findings",
    "files",
    "sources",
    "case",
    "scans",
    "anatomy",
    "bioheat",
    "nerve",
    "ultrasound",
    "planning",
    "registry",
    "reporting",
    "app",
]


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path) -> str:
    """The station of the road a module belongs to: its folder, or its own name at the top."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def rule_for(
    items: Callable[[], Iterable[T]], name: Callable[[T], str]
) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """One test of a rule that holds for each of many things; it goes through all and names what breaks it.

    A test of its own for each of 725 files costs more than looking at the file.
    """

    def of(rule: Callable[[T], None]) -> Callable[[], None]:
        def over_all() -> None:
            broken, seen = {}, 0
            for seen, item in enumerate(items(), start=1):  # noqa: B007
                try:
                    rule(item)
                except AssertionError as error:
                    broken[name(item)] = str(error)
            assert broken == {}, "\n".join(f"{place}: {said}" for place, said in broken.items())
            assert seen > 0, "there is nothing to look at"

        over_all.__name__, over_all.__doc__, over_all.__module__ = (
            rule.__name__,
            rule.__doc__,
            rule.__module__,
        )
        return over_all

    return of


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every text file that belongs to the project."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        names = [ROOT / line for line in listing.stdout.splitlines()]
    else:  # an unpacked archive
        names = [path for path in ROOT.rglob("*") if not {".venv", "runs", "dist", ".git"} & set(path.parts)]
    return tuple(path for path in names if path.is_file())


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """(name with its classes, function, is it a method) for every function, nested ones too."""
    yield from _walk(module, "", in_class=False)


def _walk(
    node: ast.AST, prefix: str, *, in_class: bool
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child, in_class
            yield from _walk(child, f"{prefix}{child.name}.", in_class=False)
        elif isinstance(child, ast.ClassDef):
            yield from _walk(child, f"{prefix}{child.name}.", in_class=True)
        else:
            yield from _walk(child, prefix, in_class=in_class)


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Last part of each decorator's name: {"njit", "property"}."""
    names = set()
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names
