"""FHIR: valid by two independent readers, honest about days, back as it was, and what others send."""

from __future__ import annotations

import json
import re
from importlib import import_module

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import verify
from cryonerve.registry.exchange import import_files
from cryonerve.registry.exchange.codes import LOINC, SNOMED
from cryonerve.registry.exchange.fhir_shape import shapes
from cryonerve.registry.kinds import kinds
from tests.unit.registry.exchange.full import KINDS, enter, held, sent

R4 = {
    "Patient", "Consent", "Condition", "BodyStructure", "CarePlan", "Procedure", "Device", "RiskAssessment",
    "Observation", "QuestionnaireResponse", "AdverseEvent", "Provenance",
}  # fmt: skip


@pytest.fixture
def bundle(registry, tmp_path) -> dict:
    enter(registry)
    sent(registry, tmp_path / "out", "fhir")
    return json.loads((tmp_path / "out" / "bundle.json").read_text())


def resources(bundle: dict, kind: str) -> list[dict]:
    return [item["resource"] for item in bundle["entry"] if item["resource"]["resourceType"] == kind]


def given(tmp_path, bundle: object):
    file = tmp_path / "given.json"
    file.write_text(json.dumps(bundle))
    return file


def test_every_field_has_its_place() -> None:
    assert list(shapes()) == KINDS
    for name, shape in shapes().items():
        assert set(shape.elements) == set(kinds()[name].fields)
        placed = [
            (item.part, item.at) for item in shape.elements.values() if item.at and item.form != "property"
        ]
        assert len(set(placed)) == len(placed), name


def test_it_is_valid_by_fhir_resources(bundle) -> None:
    assert {item["resource"]["resourceType"] for item in bundle["entry"]} == R4
    model = import_module("fhir.resources.R4B.bundle").Bundle
    found = model.model_validate(bundle)
    assert len(found.entry) == len(bundle["entry"])


def test_it_is_valid_by_a_reader_of_r4(bundle) -> None:
    """fhirclient is made from R4 (4.0.1) itself; it asks for values where R4 is content with an extension."""
    for item in bundle["entry"]:
        resource = dict(item["resource"])
        name = resource["resourceType"]
        if name == "Provenance":
            assert resource.pop("_recorded")["extension"][0]["valueCode"] == "masked"
            resource["recorded"] = "2000-01-01T00:00:00Z"
        model = getattr(import_module(f"fhirclient.models.{name.lower()}"), name)
        model(resource, strict=True)


@pytest.mark.parametrize("name", sorted(R4 | {"Bundle"}))
def test_r4_and_r4b_know_the_same_elements_of_what_is_used(name) -> None:
    reader = getattr(import_module(f"fhirclient.models.{name.lower()}"), name)()
    model = getattr(import_module(f"fhir.resources.R4B.{name.lower()}"), name)
    elements = set(model.elements_sequence())
    assert len(elements) > 5
    assert {item[1] for item in reader.elementProperties()} == elements


def test_addresses_lead_somewhere(bundle) -> None:
    addresses = [item["fullUrl"] for item in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    ids = {(item["resource"]["resourceType"], item["resource"]["id"]) for item in bundle["entry"]}
    assert len(ids) == len(addresses)

    def references(found: object):
        if isinstance(found, dict):
            yield from ([found["reference"]] if isinstance(found.get("reference"), str) else [])
            for value in found.values():
                yield from references(value)
        elif isinstance(found, list):
            for value in found:
                yield from references(value)

    named = list(references(bundle))
    assert len(named) > 20
    assert set(named) <= set(addresses)


def test_no_date_no_name_no_clock(bundle) -> None:
    text = json.dumps(bundle)
    for word in ("birthDate", "telecom", '"address"', '"recorded"', "anna", "timestamp", "lastUpdated"):
        assert word not in text, word
    assert not re.search(r"\b\d{4}-\d\d-\d\d\b", text)
    (patient,) = resources(bundle, "Patient")
    assert set(patient) == {"resourceType", "id", "meta", "extension", "gender"}


def test_days_are_relative_to_the_procedure_they_are_counted_from(bundle) -> None:
    first, _ = resources(bundle, "Procedure")
    vas = next(item for item in resources(bundle, "Observation") if item["code"]["text"] == "vas")
    (told,) = vas["_effectiveDateTime"]["extension"]
    assert told["url"].endswith("/cqf-relativeDateTime")
    parts = {item["url"]: item for item in told["extension"]}
    assert parts["target"]["valueReference"]["identifier"]["value"] == first["id"]
    assert parts["relationship"]["valueCode"] == "after"
    assert parts["offset"]["valueDuration"]["value"] == 7
    before = [item for item in resources(bundle, "Observation") if item["code"]["text"] == "vas"][1]
    parts = {item["url"]: item for item in before["_effectiveDateTime"]["extension"][0]["extension"]}
    assert (parts["relationship"]["valueCode"], parts["offset"]["valueDuration"]["value"]) == ("before", 1)


def test_codes_are_verified_or_to_be_looked_up(bundle, registry, tmp_path) -> None:
    codes = {item["code"]["text"]: item["code"] for item in resources(bundle, "Observation")}
    assert codes["vas"]["coding"] == [{"system": LOINC, "code": "38214-3"}]
    assert codes["nrs"]["coding"] == [{"system": LOINC, "code": "38208-5"}]
    assert codes["barthel"]["extension"][0]["valueString"] == "LOINC"
    assert "snomed" not in json.dumps(bundle)
    (condition,) = resources(bundle, "Condition")
    assert condition["code"]["extension"][0]["url"].endswith("code-to-be-looked-up")
    sent(registry, tmp_path / "snomed", "fhir", snomed=True)
    text = (tmp_path / "snomed" / "bundle.json").read_text()
    assert f'"{SNOMED}","code":"225908003"' in text
    assert "Regenstrief" in (tmp_path / "snomed" / "README.md").read_text()


def test_a_bundle_with_snomed_comes_back_too(registry, empty, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "fhir", snomed=True)
    found = import_files(empty, [tmp_path / "out" / "bundle.json"])
    assert held(empty) == held(registry)
    assert all("Provenance" in line for line in found.unread)


def test_answers_are_items_of_a_questionnaire_where_they_are_plain(bundle) -> None:
    (response,) = resources(bundle, "QuestionnaireResponse")
    told = {item["linkId"]: item.get("answer") for item in response["item"]}
    assert told["feeding"] == [{"valueInteger": 10}]
    assert told["stairs"] == [{"valueDecimal": 2.5}]
    assert told["helped"] == [{"valueBoolean": True}]
    assert told["skipped"] is None
    barthel = next(item for item in resources(bundle, "Observation") if item["code"]["text"] == "barthel")
    assert barthel["derivedFrom"][0]["identifier"]["value"] == response["id"]


def test_provenance_says_what_the_chain_says_without_names_and_times(bundle, registry) -> None:
    (made,) = resources(bundle, "Provenance")
    assert made["activity"]["text"] == "create"
    assert made["agent"] == [{"who": {"display": "steward"}}]
    assert len(made["target"]) == len(held(registry)["measurement"]) + 8
    assert verify(registry).whole


def test_a_server_may_change_addresses_and_add_what_it_likes(bundle, registry, empty, tmp_path) -> None:
    for number, item in enumerate(bundle["entry"]):
        item["fullUrl"] = f"urn:uuid:{number:032x}"
        item["resource"]["meta"]["versionId"] = "3"
        item["resource"]["meta"]["lastUpdated"] = "2026-01-01T00:00:00Z"
        for extensions in (item["resource"].get("extension", []),):
            extensions.reverse()
    resources(bundle, "Observation")[0]["comment"] = "x"
    resources(bundle, "Observation")[0].pop("comment")
    resources(bundle, "Observation")[0].setdefault("note", []).append({"text": "seen by the ward"})
    found = import_files(empty, [given(tmp_path, bundle)])
    assert held(empty) != {}
    assert {name: len(rows) for name, rows in held(empty).items()} == {
        name: len(rows) for name, rows in held(registry).items()
    }
    assert [row["remark"] for row in held(empty)["measurement"].values()].count("seen by the ward") == 1
    assert len(found.unread) == 1  # Provenance


def test_an_element_that_somebody_added_is_named(bundle, empty, tmp_path) -> None:
    resources(bundle, "Patient")[0]["deceasedBoolean"] = False
    resources(bundle, "Patient")[0]["name"] = [{"family": "Miller"}]
    found = import_files(empty, [given(tmp_path, bundle)])
    assert any(".resource.deceasedBoolean: the registry has no place" in line for line in found.unread)
    assert any(".resource.name: the registry has no place" in line for line in found.unread)
    assert "Miller" not in str(found)


CHANGES = [
    ("Observation", "status", "entered-in-error", "entry[N].resource.status"),
    ("Observation", "valueQuantity", {"value": "8,5"}, "entry[N].resource.valueQuantity.value"),
    ("Observation", "subject", {"identifier": {"system": "urn:cryonerve:registry", "value": "P-2"}},
     "entry[N].resource.subject"),
    ("Observation", "code", {"text": "a * b"}, "entry[N].resource.code"),
    ("Observation", "id", "5", "entry[N].resource.id"),
    ("Observation", "valueQuantity", {"value": 1e12}, "entry[N].resource.valueQuantity.value"),
    ("Patient", "gender", "hermaphrodite?", "entry[N].resource.gender"),
    ("Procedure", "status", "not-done", "entry[N].resource.status"),
    ("Consent", "status", "inactive", "entry[N].resource.status"),
    ("Observation", "status", None, "entry[N].resource.status"),
    ("Observation", "nonsense", 3, "entry[N].resource.nonsense"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "value", "path"), CHANGES)
def test_refused_with_the_path(bundle, registry, empty, tmp_path, kind, name, value, path) -> None:  # noqa: PLR0917
    place, item = next(
        (number, item)
        for number, item in enumerate(bundle["entry"])
        if item["resource"]["resourceType"] == kind
    )
    item["resource"][name] = value
    if value is None:
        del item["resource"][name]
    with pytest.raises(RegistryError) as caught:
        import_files(empty, [given(tmp_path, bundle)])
    places = [f"{complaint.file} {complaint.field}" for complaint in caught.value.complaints]
    assert any(f"Bundle.{path}".replace("[N]", f"[{place}]") in told for told in places), places
    assert not any(held(empty).values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"resourceType": "Bundle", "entry": 3}', "no list"),
        ('{"resourceType": "Patient"}', "no FHIR bundle"),
        (
            '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Person2"}}]}',
            "knows no 'Person2'",
        ),
        ('{"resourceType": "Bundle", "entry": [{}]}', "no resource"),
        ('{"resourceType": "Bundle", "resourceType": "Bundle"}', "twice"),
        ('{"resourceType": "Bundle", "x": NaN}', "NaN is no number"),
        ('{"resourceType": "Bundle", ', "no JSON"),
        ('{"resourceType": ' + "[" * 100_000, "nested|no JSON"),
        ('{"resourceType": 1' + "0" * 6000 + "}", "no JSON|digits"),
    ],
)
def test_what_is_no_bundle(empty, tmp_path, text, said) -> None:
    (tmp_path / "given.json").write_text(text)
    with pytest.raises(RegistryError, match=said):
        import_files(empty, [tmp_path / "given.json"])


def foreign() -> dict:
    """A bundle as a hospital may send it, with a name, a birth date and calendar dates."""
    subject = {"reference": "Patient/77"}
    score = {"coding": [{"system": LOINC, "code": "72514-3", "display": "Pain severity"}]}
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": item} for item in _foreign(subject, score)],
    }


def _foreign(subject, score) -> list[dict]:
    return [
        {
            "resourceType": "Observation",
            "id": "o1",
            "status": "final",
            "code": score,
            "subject": subject,
            "effectiveDateTime": "2021-03-11T10:00:00Z",
            "valueInteger": 2,
        },
        {
            "resourceType": "Observation",
            "id": "o2",
            "status": "preliminary",
            "code": score,
            "subject": subject,
            "effectiveDateTime": "2021-03-12",
            "valueInteger": 3,
        },
        {
            "resourceType": "Observation",
            "id": "o3",
            "status": "final",
            "code": {"text": "Barthel Index"},
            "subject": subject,
            "effectiveDateTime": "2021-03-03",
            "valueQuantity": {"value": 45, "unit": "points"},
            "method": {"text": "seen"},
        },
        {
            "resourceType": "Observation",
            "id": "o4",
            "status": "final",
            "code": score,
            "subject": {"reference": "Patient/none"},
            "valueInteger": 3,
        },
        {
            "resourceType": "Patient",
            "id": "77",
            "name": [{"family": "Miller"}],
            "gender": "female",
            "birthDate": "2010-03-05",
            "identifier": [{"value": "HOSP-123"}],
        },
        {
            "resourceType": "Procedure",
            "id": "p2",
            "status": "completed",
            "subject": subject,
            "performedDateTime": "2021-05-01",
            "code": {"text": "cryoneurolysis"},
        },
        {
            "resourceType": "Procedure",
            "id": "p1",
            "status": "completed",
            "subject": subject,
            "performedPeriod": {"start": "2021-03-04T08:00:00Z"},
        },
        {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}},
    ]


def test_what_others_send_is_read_as_far_as_there_is_a_place(empty, tmp_path) -> None:
    found = import_files(empty, [given(tmp_path, foreign())])
    assert found.added == {"person": 1, "case": 1, "procedure": 2, "measurement": 2}
    rows = held(empty)
    (person,) = rows["person"].values()
    assert (person["sex"], person["age_years"]) == ("female", 10)  # one day before the eleventh birthday
    assert [(row["day"], row["modality"]) for row in rows["procedure"].values()] == [
        (0, None),
        (58, "cryoneurolysis"),
    ]
    assert [
        (row["instrument"], row["day"], row["score"], row["unit"]) for row in rows["measurement"].values()
    ] == [
        ("Barthel Index", -1, 45.0, "points"),
        ("nrs", 7, 2.0, None),
    ]
    unread = "\n".join(found.unread)
    for place in (
        "entry[1].resource: its status is preliminary",
        "entry[2].resource.method: not read",
        "entry[3].resource: its patient is not in the bundle",
        "entry[4].resource.name: not read",
        "entry[4].resource.identifier: not read",
        "entry[4].resource.birthDate: not kept",
        "entry[7].resource: a Encounter is not read",
    ):
        assert place in unread, place
    with pytest.raises(RegistryError, match="imported before"):
        import_files(empty, [given(tmp_path, foreign())])
    everything = str(found) + str(rows)
    assert not [word for word in ("Miller", "HOSP-123", "2010", "2021", "Patient/77") if word in everything]
    assert verify(empty).whole


def test_a_wrong_value_of_others_is_refused_with_its_path(empty, tmp_path) -> None:
    bundle = foreign()
    bundle["entry"][2]["resource"]["valueQuantity"]["unit"] = "points * 2 = x"
    with pytest.raises(RegistryError) as caught:
        import_files(empty, [given(tmp_path, bundle)])
    (complaint,) = caught.value.complaints
    assert complaint.field == "Bundle.entry[2].resource.valueQuantity.unit"
    assert not any(held(empty).values())
