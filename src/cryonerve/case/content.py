"""Content keys: the same work has the same key, wherever and whenever it is asked for.

A key is the SHA-256 of everything that decides a result. It depends on no file path, no order of a mapping,
no pickle and no seed of Python's own hashing, so that a run that was stopped, another process and another
machine recognise each other's work.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256

import numpy as np

__all__ = ["FORMAT", "content_key"]

FORMAT = "cryonerve.key/1"


def content_key(*content: object) -> str:
    """SHA-256, as 64 hexadecimal digits, of what decides a result.

    Parameters
    ----------
    content : numbers, texts, None, NumPy arrays, mappings, sets, sequences and dataclasses of these, as deep
        as they are. Fields of a dataclass that do not take part in its comparison (`compare=False`, such as
        the file a case was read from) do not count; those of a class that compares by identity
        (`eq=False`, such as Volume) do. A number and the same number of NumPy are alike, and so are lists
        and tuples; 1, 1.0 and True are three contents. A key made here is content, too: hash a large volume
        once and combine its key with each sample's.

    Raises
    ------
    TypeError
        When something has no content that is the same everywhere: a function, an open file, a path.

    Examples
    --------
    >>> content_key({"a": 1, "b": [2.5]}) == content_key({"b": (2.5,), "a": 1})
    True
    >>> content_key(1) == content_key(1.0)
    False
    """
    return _digest((FORMAT, *content)).hex()


def _digest(content: object) -> bytes:
    """Every kind begins with a word of its own, so that no two kinds are mistaken for each other."""
    if content is None or isinstance(content, bool | str | bytes | int | float | complex | np.generic):
        return _of_one(content)
    if isinstance(content, Enum):
        return _joined("enum", [_digest(type(content).__qualname__), _digest(content.name)])
    if isinstance(content, np.ndarray):
        return _of_array(content)
    if isinstance(content, Mapping):
        pairs = [_digest(key) + _digest(value) for key, value in content.items()]
        return _joined("mapping", sorted(pairs))
    if isinstance(content, Set):
        return _joined("set", sorted(_digest(item) for item in content))
    if is_dataclass(content) and not isinstance(content, type):
        by_value = content.__dataclass_params__.eq  # type: ignore[attr-defined]
        held = [item for item in fields(content) if item.compare or not by_value]
        parts = [_digest(item.name) + _digest(getattr(content, item.name)) for item in held]
        return _joined("dataclass", [_digest(type(content).__qualname__), *parts])
    if isinstance(content, Sequence):
        return _joined("sequence", [_digest(item) for item in content])
    kind = f"{type(content).__module__}.{type(content).__qualname__}"
    raise TypeError(f"a {kind} has no content that is the same everywhere, so work cannot be known by it")


def _of_one(content: object) -> bytes:
    if isinstance(content, np.generic):
        content = content.item()
    if isinstance(content, Enum):  # an enumeration of numbers or texts
        return _joined("enum", [_digest(type(content).__qualname__), _digest(content.name)])
    if isinstance(content, float):
        content = "nan" if math.isnan(content) else content.hex()
        return _joined("float", [content.encode()])
    if isinstance(content, bytes):
        return _joined("bytes", [content])
    if isinstance(content, bool | complex) or content is None:
        return _joined(type(content).__name__, [repr(content).encode()])
    return _joined(
        "int" if isinstance(content, int) else "text", [str(content).encode("utf-8", "surrogatepass")]
    )


def _of_array(content: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bytes:
    """Type, shape and numbers in the order of C and the little end first, however they lie in memory."""
    if content.dtype.hasobject:
        return _joined("objects", [repr(content.shape).encode(), *(_digest(item) for item in content.flat)])
    little = content.dtype.newbyteorder("<")
    plain = np.ascontiguousarray(content, dtype=little)
    head = f"{little.str} {content.shape}".encode()
    return _joined("array", [head, sha256(plain.view(np.uint8).data if plain.size else b"").digest()])


def _joined(kind: str, parts: Sequence[bytes]) -> bytes:
    """Digest of parts, each with its length, so that where one ends and the next begins counts."""
    found = sha256(f"{kind} {len(parts)}".encode())
    for part in parts:
        found.update(f" {len(part)} ".encode())
        found.update(part)
    return found.digest()
