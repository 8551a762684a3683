"""Every command by its door, on a pretended road."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import synthetic
from cryonerve.app.cli import main
from cryonerve.bioheat.result import Stop

STOP_SENTENCE = "Research use only, no medical device."


def test_run_goes_the_whole_road(road, capsys) -> None:
    assert main(["run", "synthetic", "-o", "there"]) == 0
    assert road.called == ["load", "check", "build", "freeze", "predict", "judge", "write", "report"]
    out = capsys.readouterr().out
    assert synthetic.synthetic_case().title in out
    assert "there/report.html" in out
    assert STOP_SENTENCE in out


def test_run_folder_is_named_after_the_case_by_default(road) -> None:
    assert main(["run", "synthetic"]) == 0
    assert Path("runs", synthetic.synthetic_case().name, "report.pdf").is_file()


def test_run_without_pdf(road) -> None:
    assert main(["run", "synthetic", "-o", "there", "--no-pdf"]) == 0
    assert not Path("there/report.pdf").exists()


def test_run_says_one_sentence_per_nerve_and_the_gravest_finding_first(road, capsys, dangerous) -> None:
    from cryonerve.findings import Finding

    road.findings = (Finding("ok", "vessel", 20.0, 0.0, "degC", "assumed"), dangerous)
    assert main(["run", "synthetic", "-o", "there"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    for lesion in synthetic.synthetic_prediction().lesions.values():
        assert " ".join(lesion.sentence.replace("degC", "°C").split()) in out
    assert out.index("coldest skin") < out.index("vessel: 20")
    assert "-3 °C (limit 5 °C)" in out
    assert dangerous.reason in out


def test_a_stop_finding_is_exit_1_and_everything_is_written(road, dangerous) -> None:
    road.findings = (dangerous,)
    assert main(["run", "synthetic", "-o", "there"]) == 1
    assert Path("there/provenance.json").is_file()
    assert Path("there/report.html").is_file()


def test_stopped_early_is_exit_3_and_outweighs_a_finding(road, dangerous, capsys) -> None:
    road.findings, road.stop = (dangerous,), Stop.unstable
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert road.written.freezing.stop is Stop.unstable
    assert Stop.unstable.value.split(";")[0] in capsys.readouterr().out
    assert not Path("there/report.html").exists()


def test_pages_of_an_earlier_run_do_not_stay_beside_other_numbers(road) -> None:
    assert main(["run", "synthetic", "-o", "there"]) == 0
    road.stop = Stop.cancelled
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert not Path("there/report.html").exists()


def test_check(road, capsys, dangerous) -> None:
    assert main(["check", "synthetic"]) == 0
    assert "nothing is odd" in capsys.readouterr().out
    road.findings = (dangerous,)
    assert main(["check", "synthetic"]) == 1
    assert "coldest skin" in capsys.readouterr().out
    assert list(Path.cwd().iterdir()) == []


def test_build_writes_the_labels(road, capsys) -> None:
    assert main(["build", "synthetic", "-o", "there"]) == 0
    assert Path("there/labels.nii.gz").stat().st_size > 0
    assert "tibial nerve" in capsys.readouterr().out


def test_build_prepares_the_folder_of_a_run(road) -> None:
    from cryonerve.reporting.folder import check_folder

    assert main(["build", "synthetic", "-o", "there"]) == 0
    check_folder(Path("there"))
    assert main(["build", "synthetic", "-o", "there"]) == 0


def test_freeze_predicts_nothing(road, capsys) -> None:
    assert main(["freeze", "synthetic", "-o", "there"]) == 0
    assert road.called == ["load", "check", "build", "freeze", "judge", "write"]
    assert road.written.prediction is None
    assert road.judged_with is None
    assert "mm³ of ice" in capsys.readouterr().out


def test_freeze_tells_what_else_got_cold_and_exits_1_for_frozen_skin(road, dangerous, capsys) -> None:
    road.judged = (dangerous,)
    assert main(["freeze", "synthetic", "-o", "there"]) == 1
    assert dangerous in road.written.findings
    assert "coldest skin" in capsys.readouterr().out


def test_predict_writes_the_run_again(road) -> None:
    Path("there").mkdir()
    assert main(["predict", "there"]) == 0
    assert road.called == ["read", "check", "predict", "judge", "write"]


def test_report(road, capsys) -> None:
    Path("there").mkdir()
    assert main(["report", "there"]) == 1, "the stored run has a stop finding"
    assert capsys.readouterr().out.split() == ["there/report.html", "there/report.pdf"]


@pytest.mark.parametrize(
    "words",
    [
        ["run", "synthetic", "-o", "there"],
        ["check", "synthetic"],
        ["build", "synthetic", "-o", "there"],
        ["freeze", "synthetic", "-o", "there"],
        ["predict", "."],
        ["report", "."],
        ["schema"],
        ["catalog"],
        ["catalog", "tissues"],
        ["catalog", "devices"],
        ["catalog", "nerves"],
        ["catalog", "conductivity-laws"],
        ["catalog", "limits"],
        ["catalog", "references"],
        ["cite", "synthetic"],
        ["cases"],
    ],
    ids=" ".join,
)
def test_json_is_one_document_in_ascii(road, capsys, monkeypatch, words) -> None:
    if words == ["cases"]:
        monkeypatch.setattr("cryonerve.case.bundled", lambda: ("synthetic",))
    assert main([*words, "--json"]) == (1 if words[0] == "report" else 0)
    out = capsys.readouterr().out
    assert json.loads(out, parse_constant=_no_constant)
    assert out.isascii()


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def test_json_of_a_run_carries_the_summary_and_where_it_went(road, capsys) -> None:
    from cryonerve.reporting.summary import summary

    assert main(["run", "synthetic", "-o", "there", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    wanted = json.loads(json.dumps(summary(road.written)))
    assert {key: document[key] for key in wanted} == wanted
    assert document["folder"] == "there"
    assert document["stop"]["reason"] == "finished"
    assert document["exit_code"] == 0
    assert set(document["seconds"]) == {"check", "build", "freeze", "predict", "judge", "write", "report"}


def test_spacing_and_kernel_replace_what_the_case_says(road) -> None:
    assert main(["freeze", "synthetic", "-o", "there", "--spacing", "0.7 mm", "--kernel", "reference"]) == 0
    assert road.written.case.solver.spacing == pytest.approx(0.7e-3)
    assert road.written.case.solver.kernel == "reference"


def test_one_injury_law_replaces_what_the_case_says(road) -> None:
    assert main(["run", "synthetic", "-o", "there", "--law", "zhou-1983", "--no-pdf"]) == 0
    assert road.written.case.injury_laws == {"zhou-1983": 1.0}


@pytest.mark.parametrize("law", ["zhuo-1983", ""])
def test_a_law_nobody_knows_is_refused_before_anything_is_frozen(road, capsys, law) -> None:
    assert main(["run", "synthetic", "-o", "there", "--law", law]) == 2
    said = capsys.readouterr().err
    assert "--law" in said
    assert "zhou-1983" in said
    assert "freeze" not in road.called


@pytest.mark.parametrize("words", [[], ["--no-confirm"]])
def test_what_would_reach_spared_fascicles_is_run_unless_told_not_to(road, monkeypatch, words) -> None:
    ran = []

    def confirmed(prediction, *_, **__):
        ran.append(prediction)
        return prediction

    monkeypatch.setattr("cryonerve.nerve.remedies.worth_looking", lambda *_: ("tibial",))
    monkeypatch.setattr("cryonerve.nerve.remedies.with_remedies", confirmed)
    assert main(["run", "synthetic", "-o", "there", "--no-pdf", *words]) == 0
    assert len(ran) == (0 if words else 1)


def test_compare_puts_four_treatments_beside_each_other_and_ranks_none(road, capsys, tmp_path) -> None:
    assert main(["compare", str(tmp_path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for title in ("Cold (this prediction)", "Radiofrequency heat", "Alcohol or phenol", "Surgery"):
        assert title in said
    assert "cannot be ranked" in said
    assert main(["compare", str(tmp_path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["nerves"]["tibial"]
    assert [bool(row["reported"]) for row in rows] == [True] * 4


def test_compare_names_the_nerves_it_has(road, capsys, tmp_path) -> None:
    assert main(["compare", str(tmp_path), "--nerve", "tibal"]) == 2
    said = capsys.readouterr().err
    assert "tibial" in said
    assert "--nerve" in said


def test_catalog_shows_one_row_with_its_sources(capsys) -> None:
    assert main(["catalog", "tissues", "nerve"]) == 0
    out = capsys.readouterr().out
    assert "latent heat" in out
    assert "MJ/m3" in out


def test_progress_is_silent_without_a_terminal(road, capsys) -> None:
    assert main(["run", "synthetic", "-o", "there"]) == 0
    assert capsys.readouterr().err == ""


def test_progress_is_shown_on_a_terminal(road, capsys, monkeypatch) -> None:
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["run", "synthetic", "-o", "there", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)
    assert "freeze" in captured.err


def test_version(capsys) -> None:
    from cryonerve import __version__

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"cryonerve {__version__}\n"


def test_help_of_every_command_has_an_example(capsys) -> None:
    for command in (
        "run",
        "check",
        "build",
        "freeze",
        "predict",
        "compare",
        "report",
        "schema",
        "catalog",
        "cite",
        "cases",
        "listen",
        "simulate-scanner",
        "plus-config",
    ):
        assert main([command, "--help"]) == 0
        assert f"cryonerve {command}" in capsys.readouterr().out.split("Examples:")[1]


def test_help_names_the_exit_codes(capsys) -> None:
    assert main(["--help"]) == 0
    assert "Exit codes: 0 fine; 1 a finding says stop" in capsys.readouterr().out


def test_export_writes_dicom_and_says_what_is_missing(road, capsys) -> None:
    pytest.importorskip("highdicom")
    Path("there").mkdir()
    assert main(["export", "there", "--phase", "freeze 1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [Path(item).name for item in answer["files"]] == ["anatomy.dcm", "segmentation.dcm", "nadir.dcm"]
    assert all(Path(item).is_file() for item in answer["files"])
    assert "cryonerve report there" in answer["remarks"][1]
    Path("there/report.pdf").write_bytes(b"%PDF-1.7")
    assert main(["export", "there"]) == 0
    out = capsys.readouterr().out
    assert "there/dicom/report.dcm" in out
    assert "no medical device" in out
    assert main(["export", "there", "--phase", "freeze 9"]) == 2
    assert "no phase of this run is called 'freeze 9'" in capsys.readouterr().err
    assert main(["export", "nowhere"]) == 2
