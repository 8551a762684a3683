"""Small, and kept small: files, functions, and what a function asks for by position."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import decorators, functions, label, modules, rule_for, tree

FILE_LINES = 400
FUNCTION_LINES = 50  # without its docstring, which may be as long as the physics needs
POSITIONAL = 4
COMPILED = {"njit", "jit", "vectorize", "guvectorize"}  # compiled code has no keyword-only arguments


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


@rule_for(modules, label)
def test_file(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@rule_for(modules, label)
def test_functions(path: Path) -> None:
    long = {name: code_lines(function) for name, function, _ in functions(tree(path))}
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


# Kernels share one signature of bare arrays, compiled or not.
@rule_for(lambda: (path for path in modules() if path.parent.name != "kernels"), label)
def test_positional_parameters(path: Path) -> None:
    many = {}
    for name, function, is_method in functions(tree(path)):
        if decorators(function) & COMPILED:
            continue
        arguments = function.args.posonlyargs + function.args.args
        count = len(arguments) - (is_method and "staticmethod" not in decorators(function))
        if count > POSITIONAL:
            many[name] = count
    assert many == {}
