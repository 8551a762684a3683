"""What is known, and who says so: one tissue, number by number."""

from cryonerve.sources import tissues

muscle = tissues()["muscle"]
for name in ("conductivity_unfrozen", "conductivity_frozen", "latent_heat", "liquidus", "perfusion"):
    number = getattr(muscle, name)
    print(f"{name:<22} {number.value:>12.6g} {number.unit:<7} {number.standing:<9} {number.source}")
