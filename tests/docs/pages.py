"""Fenced blocks of the project's pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^( *)```([\w-]*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)

# Languages a block may be in, and what the tests do with each.
LANGUAGES = {
    "python": "executed, page by page, in one namespace",
    "sh": "each command executed or parsed",
    "yaml": "a whole case: loaded and checked",
    "complaint": "a whole case that must be refused",
    "yaml-part": "a fragment, read as YAML",
    "toml": "a fragment, read as TOML",
    "text": "shown",
}


@dataclass(frozen=True)
class Block:
    page: Path
    language: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])


def blocks(*languages: str) -> list[Block]:
    found = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            indent, language, body = match.groups()
            if not languages or language in languages:
                plain = re.sub(f"^{indent}", "", body, flags=re.MULTILINE)
                found.append(Block(page, language, plain, text[: match.start()].count("\n") + 2))
    return found
