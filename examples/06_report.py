"""The whole road from Python: a run folder with its report, and its fields opened in xarray."""

from dataclasses import replace
from pathlib import Path

import xarray

import cryonerve as cn
from cryonerve.app.road import run_case

case = cn.load("straight-probe-block")
case = replace(case, protocol=case.protocol[:2], solver=replace(case.solver, spacing=1.5e-3))  # quick
journey = run_case(case, Path("runs/example"), pdf=False)
print(*(page.name for page in journey.pages), f"in {journey.folder}")
fields = xarray.open_zarr("runs/example/fields.zarr", consolidated=False)
print(f"coldest: {float(fields.nadir.min()):.1f} °C, {fields.sizes}")
