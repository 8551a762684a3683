"""The myelinated fibre built once more in NEURON, section by section, from the same table of equations.

NEURON's own way of writing a double cable is used: the extracellular mechanism for gap and myelin. The
channels are a mechanism whose text is written here from the rates of the table, with factors by node instead
of one temperature for all.
"""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from math import pi
from pathlib import Path

import numpy as np

from cryonerve.nerve.cable import PARTS, size_of
from cryonerve.sources import fibre_models

MODEL = fibre_models()["myelinated"]
MM, UM = 1e3, 1e6


def rate(law) -> str:
    """A rate in 1/ms as text, v in mV; the linear form is never asked exactly at its midpoint."""
    x = f"((v - ({law.midpoint * MM:.10g}))/({law.scale * MM:.10g}))"
    if law.form == "linear":
        return f"{law.rate * abs(law.scale) / MM:.10g}*{x}/(1 - exp(-{x}))"
    return f"{law.rate / MM:.10g}/(1 + exp(-{x}))"


def channels() -> str:
    """The text of the mechanism."""
    gates = MODEL.membrane.gates
    names = list(gates)
    siemens = {key: getattr(MODEL.membrane, key).value / 1e4 for key in ("fast_sodium", "persistent_sodium")}
    rates = "\n".join(
        f"  {n}' = q{n}*({rate(gates[n].opening)}*(1 - {n}) - {rate(gates[n].closing)}*{n})" for n in names
    )
    start = "\n".join(
        f"  {n} = {rate(gates[n].opening)}/({rate(gates[n].opening)} + {rate(gates[n].closing)})"
        for n in names
    )
    factors = ", ".join(f"q{n}" for n in names)
    return f"""
NEURON {{ SUFFIX ranvier NONSPECIFIC_CURRENT i RANGE {factors}, open }}
PARAMETER {{ {" ".join(f"q{n} = 1" for n in names)} open = 1 }}
ASSIGNED {{ v (mV) i (mA/cm2) }}
STATE {{ {" ".join(names)} }}
INITIAL {{
{start}
}}
BREAKPOINT {{
  SOLVE states METHOD cnexp
  i = open*({siemens["fast_sodium"]:.10g}*m*m*m*h + {siemens["persistent_sodium"]:.10g}*p*p*p)*(v - ({
        MODEL.membrane.sodium_potential.value * MM:.10g})) + {
        MODEL.membrane.potassium.value / 1e4:.10g}*s*(v - ({
        MODEL.membrane.potassium_potential.value * MM:.10g})) + {MODEL.membrane.leak.value / 1e4:.10g}*(v - ({
        MODEL.membrane.leak_potential.value * MM:.10g}))
}}
DERIVATIVE states {{
{rates}
}}
"""


def compiled(folder: Path) -> str:
    """Library with the mechanism; empty where it cannot be compiled."""
    script = shutil.which("nrnivmodl")
    if script is None:
        return ""
    (folder / "ranvier.mod").write_text(channels(), encoding="utf-8")
    done = subprocess.run([script, "."], cwd=folder, capture_output=True, check=False)
    found = list(folder.glob("*/libnrnmech.*")) + list(folder.glob("*/.libs/libnrnmech.*"))
    return str(found[0]) if done.returncode == 0 and found else ""


def first_spikes(h, diameter: float, temperature, *, duration: float, step: float, available: bool = True):
    """s from the stimulus to each node's first spike, NaN without."""
    size, sheath, nodes = size_of(MODEL, diameter), MODEL.sheath, len(temperature)
    rho = MODEL.axoplasm.value * 100  # ohm cm
    attached, node_length = sheath.attachment_length.value, sheath.node_length.value
    part = (size.node_distance - node_length - 2 * attached - 2 * size.paranode) / PARTS
    inner = (size.axon, sheath.internode_gap.value, sheath.internode_conductance.value)
    outer = (size.node, sheath.attachment_gap.value, sheath.paranode_conductance.value)
    pieces = [(attached, *outer), (size.paranode, *inner), *[(part, *inner)] * PARTS]
    pieces += [(size.paranode, *inner), (attached, *outer)]

    def section(length: float, axon: float, gap: float):
        piece = h.Section()
        piece.L, piece.diam, piece.nseg, piece.Ra = length * UM, axon * UM, 1, rho
        piece.insert("extracellular")
        ring = pi * ((axon / 2 + gap) ** 2 - (axon / 2) ** 2) * 1e4  # cm2
        for layer in range(2):
            piece(0.5).xraxial[layer] = rho / ring * 1e-6 if layer == 0 else 1e-9
            piece(0.5).xg[layer], piece(0.5).xc[layer] = 1e10, 0.0
        return piece

    nodal, chain = [], []
    for index in range(nodes):
        node = section(node_length, size.node, sheath.attachment_gap.value)
        node.cm = MODEL.membrane.capacitance.value * 100
        node.insert("ranvier")
        for name, gate in MODEL.membrane.gates.items():
            setattr(node(0.5).ranvier, f"q{name}", float(gate.factor(temperature[index])))
        share = float(MODEL.membrane.availability.at(temperature[index]))
        node(0.5).ranvier.open = share if available else 1.0
        chain.append(node)
        nodal.append(node)
        for length, axon, gap, leak in pieces if index < nodes - 1 else ():
            piece = section(length, axon, gap)
            piece.cm = sheath.capacitance.value * 100
            piece.insert("pas")
            piece.g_pas, piece.e_pas = leak / 1e4, sheath.potential.value * MM
            wraps = 2 * size.lamellae * axon / size.fibre  # NEURON's areas are those of the axon
            piece(0.5).xg[0] = sheath.lamella_conductance.value / 1e4 / wraps
            piece(0.5).xc[0] = sheath.lamella_capacitance.value * 100 / wraps
            chain.append(piece)
    for one, other in pairwise(chain):
        other.connect(one(1), 0)
    clamp = h.IClamp(nodal[0](0.5))
    settle = 5.0
    clamp.delay, clamp.dur, clamp.amp = settle, 0.1, 0.4 * diameter * UM
    traces = [h.Vector().record(node(0.5)._ref_v) for node in nodal]
    h.secondorder = 0  # backward Euler, the only one with extracellular layers
    h.dt = step * MM
    h.steps_per_ms = 1 / h.dt
    h.finitialize(MODEL.membrane.rest.value * MM)
    h.continuerun(settle + duration * MM)
    return np.array([_crossing(np.array(trace), step) - settle / MM for trace in traces])


def _crossing(potential, step: float) -> float:
    """s at which mV first pass -20, linear between steps; NaN where they never do."""
    above = np.flatnonzero((potential[1:] >= -20) & (potential[:-1] < -20))
    if not above.size:
        return float("nan")
    before, after = potential[above[0]], potential[above[0] + 1]
    return float((above[0] + (-20 - before) / (after - before)) * step)
