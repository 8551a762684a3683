"""The published protocol around one finite tip: the converged table, kept as it was given.

Two-dimensional axisymmetric enthalpy, converged to about 0.03 mm; a second independent code agreed within
0.1 mm.
Tissue: k 0.5 / 2.0 W/m/K, c 3.78 / 1.89 MJ/m3/K, L 262.5 MJ/m3 over -8..-1 degC, perfusion 1908 W/m3/K above
the liquidus, 37 degC; wall steps at t = 0; insulated shaft; passive thaw; 120 s freeze and thaw, twice.
"""

from __future__ import annotations

__all__ = ["EXTENTS", "POWERS", "ROWS"]

# time s; radii mm of ice, -20, -40 degC at the middle of the active length; volumes mm3 of ice, -20 degC
Row = tuple[float, float | None, float | None, float | None, float, float]

ROWS: dict[str, tuple[Row, ...]] = {
    "table-1.3x7-80": (
        (30.0, 3.56, 2.38, 1.53, 309, 110),
        (60.0, 4.40, 2.74, 1.67, 504, 151),
        (120.0, 5.33, 3.11, 1.80, 813, 200),
        (180.0, 4.61, None, None, 488, 0),
        (240.0, 3.08, None, None, 130, 0),
        (360.0, 5.90, 3.29, 1.87, 1057, 230),
        (480.0, 4.20, None, None, 342, 0),
    ),
    "table-1.3x7-55": (
        (30.0, 3.06, 1.81, 1.01, 213, 58),
        (60.0, 3.74, 2.05, 1.06, 336, 75),
        (120.0, 4.50, 2.27, 1.10, 520, 95),
        (180.0, 3.56, None, None, 228, 0),
        (240.0, None, None, None, 0, 0),
        (360.0, 4.90, 2.38, 1.13, 647, 105),
        (480.0, 2.45, None, None, 62, 0),
    ),
    "table-2.0x10-80": (
        (30.0, 4.16, 2.99, 2.06, 578, 243),
        (60.0, 5.17, 3.50, 2.28, 939, 341),
        (120.0, 6.37, 4.03, 2.50, 1525, 467),
        (180.0, 5.96, None, None, 1160, 0),
        (240.0, 4.97, None, None, 628, 0),
        (360.0, 7.24, 4.36, 2.62, 2082, 560),
        (480.0, 6.22, None, None, 1212, 0),
    ),
    "table-2.0x4-60": (
        (30.0, 3.49, 2.30, 1.50, 199, 58),
        (60.0, 4.12, 2.51, 1.56, 313, 74),
        (120.0, 4.80, 2.72, 1.61, 484, 92),
        (180.0, 3.68, None, None, 201, 0),
        (240.0, None, None, None, 0, 0),
        (360.0, 5.16, 2.81, 1.64, 599, 102),
        (480.0, 2.28, None, None, 36, 0),
    ),
}

# greatest axial extent mm of ice, -20, -40 degC
EXTENTS: dict[str, dict[float, tuple[float | None, float | None, float | None]]] = {
    "table-1.3x7-80": {
        30.0: (11.0, 8.9, 7.8), 60.0: (12.0, 9.3, 7.9), 120.0: (13.4, 9.7, 8.1), 180.0: (11.0, None, None),
        240.0: (6.5, None, None), 360.0: (14.3, 9.9, 8.1), 480.0: (9.3, None, None),
    },
    "table-1.3x7-55": {
        30.0: (10.2, 8.2, 7.3), 60.0: (11.0, 8.4, 7.3), 120.0: (12.0, 8.6, 7.4), 180.0: (8.7, None, None),
        360.0: (12.6, 8.7, 7.4), 480.0: (5.0, None, None),
    },
    "table-2.0x10-80": {
        30.0: (14.5, 12.4, 11.1), 60.0: (15.8, 12.8, 11.3), 120.0: (17.3, 13.4, 11.4),
        180.0: (15.4, None, None),
        240.0: (12.3, None, None), 360.0: (18.6, 13.7, 11.5), 480.0: (14.9, None, None),
    },
    "table-2.0x4-60": {
        30.0: (7.8, 5.7, 4.6), 60.0: (8.9, 6.0, 4.6), 120.0: (10.0, 6.3, 4.7), 180.0: (7.3, None, None),
        360.0: (10.7, 6.4, 4.7), 480.0: (3.9, None, None),
    },
}  # fmt: skip

POWERS = {"table-1.3x7-80": 4.5, "table-1.3x7-55": 3.2, "table-2.0x10-80": 7.1, "table-2.0x4-60": 3.0}
"""Heat drawn at 120 s, W, "about"."""
