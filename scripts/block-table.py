"""Computes the table of cold block anew (half a minute): python scripts/block-table.py."""

import csv
import math
from pathlib import Path

import cryonerve.nerve
from cryonerve.nerve.cold_block import COLUMNS, FILE, computed_rows
from cryonerve.sources import fibre_models

if __name__ == "__main__":
    file = Path(cryonerve.nerve.__file__).with_name(FILE)
    with file.open("w", newline="", encoding="utf-8") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(COLUMNS)
        for kind in fibre_models():
            for *who, found in computed_rows(kind):
                rows.writerow([*who, found if math.isfinite(found) else ""])
    print(f"{file} written")
