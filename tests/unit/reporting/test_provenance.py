"""provenance.json: enough to make a run again, nothing that says who or where."""

import getpass
import json
import platform
from dataclasses import replace
from pathlib import Path

from cryonerve import __version__
from cryonerve.case.case import Block, Source
from cryonerve.reporting.provenance import package_versions, provenance
from synthetic import synthetic_case, synthetic_freezing, synthetic_prediction


def test_holds_what_makes_a_run_again():
    case, freezing = synthetic_case(), synthetic_freezing()
    table = provenance(case, freezing, date="2025-03-01")
    assert table["case"] == {"name": "synthetic", "sha256": case.sha256}
    assert table["cryonerve"] == __version__
    assert table["kernel"] == "reference"
    assert table["seed"] == 1
    assert table["spacing_mm"] == 0.6
    assert table["date"] == "2025-03-01"
    assert table["stop"]["name"] == "finished"
    assert table["sources"] == ["pennes1948"]
    json.dumps(table, allow_nan=False)


def test_the_date_is_given_and_never_read_from_a_clock():
    case, freezing = synthetic_case(), synthetic_freezing()
    assert provenance(case, freezing)["date"] is None
    assert provenance(case, freezing, date="x") == provenance(case, freezing, date="x")


def test_sources_are_gathered_once_without_those_that_are_no_publication():
    case = replace(synthetic_case(), source=Source(key="case2024"))
    table = provenance(case, synthetic_freezing(), prediction=synthetic_prediction())
    assert table["sources"] == ["case2024", "evans1981", "pennes1948", "zhou1983"]


def test_a_case_without_random_parts_has_no_seed():
    case = replace(synthetic_case(), anatomy=Block((0.1, 0.1, 0.1), "muscle"))
    assert provenance(case, synthetic_freezing())["seed"] is None


def test_versions_of_the_packages_it_needs_and_not_of_the_tools_for_developing():
    versions = package_versions()
    assert {"numpy", "scipy", "numba", "zarr"} <= set(versions)
    assert "pytest" not in versions


def test_names_neither_person_nor_machine_nor_place():
    case = replace(synthetic_case(), file="/somewhere/secret/case.yaml")
    text = json.dumps(provenance(case, synthetic_freezing(), date="2025-03-01"))
    assert "secret" not in text
    assert str(Path.home()) not in text.replace('"/"', "") or str(Path.home()) == "/"
    assert platform.node() not in text or not platform.node()
    user = getpass.getuser()
    assert len(user) < 3 or f'"{user}"' not in text
