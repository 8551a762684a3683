"""One thing, one name; public names say what they are; nothing is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import functions, label, modules, rule_for, tree

BANNED_FILES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "core",
    "common",
    "misc",
    "manager",
    "base",
    "constants",
}
BANNED_NAMES = {"sim", "res", "tmp", "cfg", "mgr", "utils", "helper", "core", "obj", "foo", "bar", "data2"}
BANNED_PARTS = re.compile(r"(^|_)(sim|tmp|cfg|mgr|utils|helper)(_|$)")


@rule_for(modules, label)
def test_file_is_named_after_a_thing(path: Path) -> None:
    assert not BANNED_FILES & set(path.with_suffix("").parts[-3:])


@rule_for(modules, label)
def test_banned_names(path: Path) -> None:
    written = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            written.add(node.id)
        elif isinstance(node, ast.arg):
            written.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            written.add(node.name)
    assert {name for name in written if name in BANNED_NAMES or BANNED_PARTS.search(name)} == set()


def public(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Functions, classes and public methods of a module that others may call."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
            found.append(node)
            if isinstance(node, ast.ClassDef):
                found += [
                    item for item in node.body if isinstance(item, ast.FunctionDef) and item.name[0] != "_"
                ]
    return found


@rule_for(modules, label)
def test_public_names_are_documented(path: Path) -> None:
    assert [node.name for node in public(path) if not ast.get_docstring(node)] == []


@rule_for(modules, label)
def test_module_says_what_it_is(path: Path) -> None:
    assert not path.read_text(encoding="utf-8").strip() or ast.get_docstring(tree(path))


@rule_for(modules, label)
def test_functions_are_typed(path: Path) -> None:
    untyped = []
    for name, function, is_method in functions(tree(path)):
        everything = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        bare = [item.arg for item in everything[1 if is_method else 0 :] if item.annotation is None]
        if (bare and not _compiled(function)) or (function.returns is None and not _compiled(function)):
            untyped.append(name)
    assert untyped == []


def _compiled(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    from tests.architecture.test_sizes import COMPILED, decorators

    return bool(decorators(function) & COMPILED)


@rule_for(modules, label)
def test_exported_names_exist(path: Path) -> None:
    """`__all__` lists only names that the module defines or imports; duplicates are a slip."""
    listed: list[str] = []
    defined: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and any(
            getattr(item, "id", "") == "__all__" for item in node.targets
        ):
            written = [item for item in getattr(node.value, "elts", []) if not isinstance(item, ast.Starred)]
            listed = [ast.literal_eval(item) for item in written]
        for child in ast.walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                defined.add(child.id)
            elif isinstance(child, ast.FunctionDef | ast.ClassDef):
                defined.add(child.name)
            elif isinstance(child, ast.Import | ast.ImportFrom):
                defined |= {alias.asname or alias.name for alias in child.names}
    assert len(listed) == len(set(listed))
    if "__getattr__" not in defined:
        assert set(listed) <= defined
