"""Two plans side by side, and what was done beside what was planned."""

import tempfile
from dataclasses import replace
from pathlib import Path

import cryonerve as cn
from cryonerve.planning import Side, as_done

case = cn.load("straight-probe-block")
case = replace(case, solver=replace(case.solver, spacing=1.5e-3))  # so that the example is quick


def simulated(title, case):
    volume = cn.build(case)
    freezing = cn.freeze(volume, case)
    return Side(title, case, volume, freezing, None, cn.judge(case, volume, freezing, None))


with tempfile.TemporaryDirectory() as folder:
    log, record = Path(folder) / "console.csv", Path(folder) / "done.yaml"
    log.write_text("time_s,state,temperature_degC\n0,freeze,-80\n95,off,\n215,off,\n")
    record.write_text(
        "cryonerve-done: 1\nprobes: [{name: proximal, tip: 1.5 0 0 mm, axis: 0 0 1}]\nlog: console.csv\n"
    )
    done = as_done(case, record)

found = cn.compare(simulated("plan", case), simulated("done", done.case))
for sentence in (*found.changes, *done.remarks):
    print(sentence)
for row in found.differences:
    if row.key and row.change and not row.same:
        print(f"{row.title}: {row.second:.0f} instead of {row.first:.0f} {row.unit}")
