"""Who looks at which document: what happens to it is told to all its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Hub"]

Listener = Callable[[Mapping[str, Any]], None]


class Hub:
    """Listeners by document. Used from the event loop only."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    def join(self, document: str, listener: Listener) -> None:
        """Tell a listener what happens from now on."""
        self._listeners[document].add(listener)

    def leave(self, document: str, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners[document].discard(listener)
        if not self._listeners[document]:
            del self._listeners[document]

    def tell(self, document: str, message: Mapping[str, Any]) -> None:
        """Tell all who listen to a document."""
        for listener in list(self._listeners.get(document, ())):
            listener(message)
