"""What acts change of a scan: its labels, their legend, its curves, and what a person changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_acts import Change, unpacked_labels
from cryonerve.app.screen.scan_hands import Hands

__all__ = ["Rows", "State", "counted"]

Numbers = NDArray[np.int16]
Rows = list[dict[str, Any]]


@dataclass
class State:
    """What acts change."""

    numbers: Numbers
    legend: Rows
    curves: Rows
    hands: Hands

    def put(self, change: Change | None, parts: Mapping[str, Any], *, forward: bool) -> None:
        """Apply one act, or take it back."""
        if change is not None:
            box, hands = change.box, change.hands[1 if forward else 0]
            piece = unpacked_labels(change.after if forward else change.before, box.shape)
            first = unpacked_labels(hands, box.shape) if hands else None
            self.hands.put(box, first, (self.numbers[box.slices], piece))
            self.numbers[box.slices] = piece
        self.legend = list(parts.get("legend", self.legend))
        self.curves = list(parts.get("curves", self.curves))


def counted(numbers: Numbers) -> NDArray[np.int64]:
    """Voxels of each number; layer by layer, since counting widens what it counts."""
    most = int(numbers.max(initial=0)) + 1
    counts = np.zeros(most, np.int64)
    for layer in numbers:
        counts += np.bincount(layer.ravel(), minlength=most)
    return counts
