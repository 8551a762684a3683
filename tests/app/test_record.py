"""`cryonerve record`: what the command line enters, shows, keeps and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cryonerve.app.cli import main
from cryonerve.case import load
from cryonerve.registry import open_registry
from cryonerve.registry.kinds import kinds
from cryonerve.reporting.folder import write_run
from tests.synthetic import synthetic_run
from tests.unit.registry.entering import enter


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    """An empty place, and a user."""
    monkeypatch.setenv("CRYONERVE_REGISTRY", str(tmp_path / "registry.sqlite"))
    monkeypatch.setenv("CRYONERVE_USER", "anna")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "registry.sqlite"


@pytest.fixture
def ask(store, capsys):
    """Runs a command with --json: its exit code and its document."""

    def asking(*words: str) -> tuple[int, dict]:
        code = main(["record", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return asking


def test_the_published_case_from_entry_to_backup(ask, tmp_path) -> None:
    code, added = ask("add", "tibial-neuroma-child")
    assert code == 0
    marks = {item["kind"]: item["record"] for item in added["added"]}
    _, listed = ask("list", "measurement", "--where", "instrument=vas", "--where", "person.age_years<18")
    assert [(row["day"], row["score"]) for row in listed["rows"]] == [(0, 8.0), (7, 1.0), (91, 1.0)]
    _, shown = ask("show", marks["case"])
    assert {name: len(rows) for name, rows in shown["related"].items()} == {"procedure": 1, "measurement": 7}
    assert shown["now"]["case_file"].startswith("# The published case.")
    assert ask("verify")[1]["whole"] is True
    assert ask("backup", str(tmp_path / "copy.sqlite"))[0] == 0
    code, restored = ask("restore", str(tmp_path / "copy.sqlite"), "--store", str(tmp_path / "new.sqlite"))
    assert (code, restored["records"]) == (0, 11)
    code, erased = ask("erase", marks["person"], "--why", "asked to", "--yes")
    assert (code, erased["records"]) == (0, 10)
    assert ask("list")[1]["total"] == 0
    assert ask("verify")[1]["erased"] == 1


def test_the_published_record_holds_nothing_but_what_is_printed(ask) -> None:
    ask("add", "tibial-neuroma-child")
    (person,) = ask("list", "person")[1]["rows"]
    assert (person["age_years"], person["sex"], person["amputation_level"]) == (10, "female", "transtibial")
    assert ask("list", "consent")[1]["total"] == ask("list", "adverse-event")[1]["total"] == 0
    (done,) = ask("list", "procedure")[1]["rows"]
    assert done["device"] is done["gas"] is done["skin_protection"] is None
    scores = {(row["instrument"], row["day"]): row["score"] for row in ask("list", "measurement")[1]["rows"]}
    assert (scores["barthel-mahoney", 0], scores["barthel-mahoney", 91]) == (45, 90)
    told = load("tibial-neuroma-child")
    assert scores[("vas", 7)] == told.follow_up[1].scores["vas"]


def test_one_record_by_options_and_its_correction(ask, capsys) -> None:
    with open_registry(who="anna") as registry:
        _, case, *_ = enter(registry)
    code, added = ask(
        "add",
        "measurement",
        "--of",
        case.record.lower(),
        "--set",
        "instrument=nrs",
        "--set",
        "day=28",
        "--set",
        "score=2",
    )
    assert code == 0
    mark = added["added"][0]["record"]
    assert ask("correct", mark, "--set", "score=3", "--why", "read wrongly")[1]["version"] == 2
    assert main(["record", "show", mark, "--history"]) == 0
    said = capsys.readouterr().out
    assert "read wrongly" in said
    assert "version 2" in said
    assert ask("correct", mark, "--void", "--why", "wrong person")[1]["void"] is True
    assert ask("list", "measurement", "--where", "instrument=nrs")[1]["total"] == 0


def test_a_run_becomes_plan_and_predictions(ask, tmp_path) -> None:
    run = synthetic_run()
    write_run(run, tmp_path / "run", exports=False)
    with open_registry(who="anna") as registry:
        person, case, *_ = enter(registry)
    code, added = ask("add", "--run", "run", "--of", case.record)
    assert code == 0
    assert [item["kind"] for item in added["added"]] == [
        "plan",
        *["prediction"] * len(run.prediction.lesions),
    ]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    for row in ask("list", "prediction")[1]["rows"]:
        numbers = summary["nerves"][row["nerve"]]
        assert row["coverage"] == numbers["fascicle_area_below_-20C"]
        assert row["grade"] == numbers["grade"]
        assert row["recovery_p50_days"] == numbers["recovery_days"]["p50"]
        assert row["case_digest"]
    entered = ask("add", "--run", "run", "--of", person.record)[1]["added"]
    assert entered[0]["kind"] == "case"
    (tmp_path / "run" / "case.yaml").write_text("cryonerve: 1\ntitle: another\n")
    code, refused = ask("add", "--run", "run", "--of", case.record)
    assert (code, "changed after it ran" in refused["complaints"][0]["what"]) == (2, True)


OPEN_REPORT = ("--include-unconsented", "printed in an open report")


def test_tables_go_out_and_in(ask, tmp_path, capsys) -> None:
    ask("add", "tibial-neuroma-child")
    code, out = ask("export", "-o", "tables", "measurement", "person", *OPEN_REPORT)
    assert (code, out["rows"]) == (0, {"person": 1, "measurement": 7})
    assert "recognise" in out["warning"]
    assert out["cells"][0]["people"] == out["unconsented"] == 1
    told = ask("import", "tables")[1]
    assert told["store"] == str(tmp_path / "registry.sqlite")
    assert (told["formats"], told["added"], told["same"], told["unread"]) == (["csv"], {}, 8, [])
    table = tmp_path / "tables" / "measurement.csv"
    table.write_text(table.read_text().replace(",7,", ",7.5,", 1))
    assert main(["record", "import", "measurement", str(table)]) == 2
    assert f"{table}:4: day: this is no whole number" in capsys.readouterr().err


def test_without_consent_to_sharing_nobody_leaves(ask) -> None:
    ask("add", "tibial-neuroma-child")
    code, out = ask("export", "-o", "out")
    assert (code, out["people"], out["left_out"], out["rows"]["measurement"]) == (0, 0, 1, 0)


@pytest.mark.parametrize("format", ["redcap", "fhir", "dicom-sr", "csv", "parquet"])
def test_every_format_goes_out_and_in(ask, capsys, tmp_path, format) -> None:
    ask("add", "tibial-neuroma-child")
    code = main(["record", "export", "--format", format, "--coarsen", "-o", "out", *OPEN_REPORT])
    said = capsys.readouterr()
    assert code == 0
    assert "Warning: 1 of 1 people are among fewer than 5" in " ".join(said.err.split())
    assert "10-14, female, transtibial, infection, tibial: 1 person" in said.err
    assert "1 people are in it without consent to sharing" in said.err
    assert (tmp_path / "out" / "README.md").exists()
    code, told = ask("import", "out", "--store", "other.sqlite")
    assert (code, told["formats"], sum(told["added"].values())) == (0, [format], 10)


def test_what_an_import_did_not_read_is_said(ask, capsys, tmp_path) -> None:
    ask("add", "tibial-neuroma-child")
    ask("export", "--format", "redcap", "-o", "out", *OPEN_REPORT)
    file = tmp_path / "out" / "records.csv"
    lines = file.read_text().split("\n")
    (tmp_path / "site.csv").write_text(
        "\n".join([f"{lines[0]},diet", f"{lines[1]},vegan", *(line and f"{line}," for line in lines[2:])])
    )
    assert main(["record", "import", "site.csv", "--store", "other.sqlite"]) == 2
    assert "columns that the registry has no field for: diet" in capsys.readouterr().err
    assert not (tmp_path / "other.sqlite").exists()


def test_a_record_file_in_yaml_and_json(ask, tmp_path, capsys) -> None:
    content = {
        "cryonerve-record": 1,
        "person": {"age_band": "30-39"},
        "consents": [
            {
                "what": "consent",
                "given_by": "person",
                "form": "a",
                "form_version": "2",
                "scope": "registry",
                "day": -1,
            }
        ],
        "case": {"nerve": "sural", "case_file_from": "case.yaml"},
        "procedures": [{"day": 0, "console_log_from": "log.csv"}],
        "adverse_events": [
            {
                "procedure": 1,
                "term": "bruise",
                "scale": "cirse",
                "scale_version": "2017",
                "grade": 1,
                "onset_day": 1,
            }
        ],
    }
    (tmp_path / "case.yaml").write_text(
        "cryonerve: 1\ntitle: A block\nanatomy: {phantom: block, size: 30 30 30 mm, tissue: muscle}\n"
        "probes: [{name: p, device: cryo-s-a13, tip: 0 0 0 mm, axis: 0 0 1}]\n"
        "protocol: [Freeze at -80 degC for 9 s]\n"
    )
    (tmp_path / "log.csv").write_text("time_s,state\n0,freeze\n")
    (tmp_path / "record.json").write_text(json.dumps(content, indent=1))
    code, added = ask("add", "record.json")
    assert (code, len(added["added"])) == (0, 5)
    event = ask("list", "adverse-event")[1]["rows"][0]
    assert event["procedure"] == added["added"][3]["record"]
    assert ask("show", added["added"][3]["record"])[1]["now"]["console_log"].startswith("time_s")
    wrong = {
        **content,
        "measuremnts": [],
        "procedures": [{"plan": 4}],
        "case": {"case_file_from": "gone.yaml"},
    }
    (tmp_path / "wrong.json").write_text(json.dumps(wrong, indent=1))
    assert main(["record", "add", "wrong.json"]) == 2
    said = capsys.readouterr().err
    for words in ("measurements", "this file has no plan number 4", "gone.yaml", "wrong.json:"):
        assert words in said
    (tmp_path / "other.yaml").write_text("cryonerve: 1\ntitle: x\n")
    assert main(["record", "add", "other.yaml"]) == 2
    assert "Begin with 'cryonerve-record: 1'" in capsys.readouterr().err


def test_users_by_the_command_line(ask) -> None:
    ask("init")
    assert ask("users", "--add", "rita", "--role", "reader")[0] == 0
    assert ask("add", "person", "--set", "age_years=40", "--as", "rita")[1]["complaints"][0]["what"].endswith(
        "may not add"
    )
    ask("users", "--name", "rita", "--role", "recorder", "--why", "trained")
    assert ask("add", "person", "--set", "age_years=40", "--as", "rita")[0] == 0
    assert ask("users", "--name", "rita", "--shut-out", "--why", "left")[1]["users"][1]["active"] is False


def test_an_encrypted_and_sealed_registry(ask, tmp_path, store, capsys) -> None:
    pytest.importorskip("sqlcipher3")
    (tmp_path / "key").write_text("a passphrase of some length\n")
    (tmp_path / "seal").write_text("another one for the seals\n")
    keys = ["--key-file", "key", "--seal-file", "seal"]
    assert ask("init", *keys)[1] == {
        "store": str(store),
        "steward": "anna",
        "encrypted": True,
        "sealed": True,
    }
    assert ask("add", "tibial-neuroma-child", *keys)[0] == 0
    assert ask("verify", *keys)[1]["sealed"] is True
    assert main(["record", "list"]) == 2
    assert "the key is another one" in capsys.readouterr().err
    (tmp_path / "key").write_text("short\n")
    assert main(["record", "list", "--key-file", "key"]) == 2
    assert "shorter than 8 letters" in capsys.readouterr().err
    assert main(["record", "list", "--key-file", "nowhere"]) == 2


def test_a_broken_chain_has_exit_code_1(ask, store, capsys) -> None:
    from tests.unit.registry.test_verifying import behind_the_back

    ask("add", "tibial-neuroma-child")
    assert main(["record", "verify", "--checkpoint", "point.json"]) == 0
    assert main(["record", "verify", "--against", "point.json"]) == 0
    with open_registry(who="anna") as registry:
        behind_the_back(registry, "UPDATE measurements SET score = 0 WHERE day = 7 AND instrument = 'vas'")
    capsys.readouterr()
    assert main(["record", "verify"]) == 1
    assert "is not what was entered" in capsys.readouterr().out


REFUSED = {
    "no registry in": ["list"],
    "no kind of record": ["list", "mesurement"],
    "not clear what to add": ["add"],
    "nothing is said of this person": ["add", "person"],
    "sets nothing": ["add", "person", "--set", "age"],
    "is no file, no bundled record": ["add", "tibial"],
    "belongs to a case, or to a person": ["add", "--run", "nowhere"],
    "nothing here that can be imported": ["import", "."],
    "already in": ["init"],
    "nothing is corrected": ["correct", "M-2222-2222-2222"],
    "Give --add or --name": ["users", "--add", "a", "--name", "b"],
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_not_understood_is_refused_and_makes_nothing(store, capsys, said) -> None:
    made = said in ("no kind of record", "already in")
    if made:
        main(["record", "init"])
    assert main(["record", *REFUSED[said]]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert store.exists() == made


def test_an_erasure_asks_first(ask, store, capsys, monkeypatch) -> None:
    marks = {item["kind"]: item["record"] for item in ask("add", "tibial-neuroma-child")[1]["added"]}
    monkeypatch.setattr("typer.confirm", lambda *words, **options: False)
    assert main(["record", "erase", marks["person"], "--why", "asked to"]) == 2
    assert ask("list")[1]["total"] == 1


def test_kinds_are_described(ask, capsys) -> None:
    assert set(ask("kinds")[1]) == set(kinds()) - {"user"}
    assert ask("kinds", "adverse-event")[1]["fields"]["scale_version"]["wanted"] is True
    assert main(["record", "kinds", "measurement"]) == 0
    assert "instrument (word, needed)" in capsys.readouterr().out
