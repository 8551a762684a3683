import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.legends import plain_nerve, read_legend
from cryonerve.sources import tissues

KNOWN = tuple(tissues())


def legend(tmp_path, text, name="legend.tsv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


FORMS = {
    "tabs": "9\tfat body\n62\ttibialis nerve\n95\tfemur\n",
    "heading": "number\tname\n9\tfat body\n62\ttibialis nerve\n95\tfemur\n",
    "commas": "number,name,tissue\n9,fat body,\n62,tibialis nerve,nerve\n95,femur,cortical-bone\n",
    "semicolons": "9;fat body\n62;tibialis nerve\n95;femur\n",
    "slicer": "# Color table file\n0 Background 0 0 0 0\n9 fat_body 230 220 70 255\n"
    "62 tibialis_nerve 255 234 92 255\n95 femur 241 214 145 255\n",
    "bom": "\ufeff9\tfat body\r\n62\ttibialis nerve\r\n95\tfemur\r\n",
    "spaces": "9 fat body\n62 tibialis nerve\n\n95 femur\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_table_says_the_same(tmp_path, form):
    entries = read_legend(legend(tmp_path, FORMS[form]), KNOWN)
    assert {n: (e.name, e.tissue, e.kind) for n, e in entries.items()} == {
        9: ("fat body", "fat", "fat"),
        62: ("tibialis nerve", "nerve", "nerve"),
        95: ("femur", "cortical-bone", "bone"),
    }


@pytest.mark.parametrize(
    ("name", "tissue", "kind"),
    [
        ("infrapatellar fat body", "fat", "fat"),
        ("vastus lateralis muscle", "muscle", "muscle"),
        ("anterior cruciate ligament", "tendon", "other"),
        ("iliotibial tract", "tendon", "other"),
        ("soleus tendon", "tendon", "other"),
        ("peroneus nerve", "nerve", "nerve"),
        ("muscular branches tibialis nerve", "nerve", "nerve"),
        ("popliteal artery", "blood", "artery"),
        ("great saphenous vein", "blood", "vein"),
        ("lateral meniscus", "cartilage", "other"),
        ("lateral tibial cartilage", "cartilage", "other"),
        ("patella", "cortical-bone", "bone"),
        ("tibialis anterior muscle", "muscle", "muscle"),
        ("Haut / skin", "skin", "skin"),
        # TotalSegmentator and 3D Slicer
        ("quadriceps_femoris_left", "muscle", "muscle"),
        ("thigh_posterior_compartment_right", "muscle", "muscle"),
        ("skeletal_muscle", "muscle", "muscle"),
        ("intermuscular_fat", "fat", "fat"),
        ("subcutaneous_fat", "fat", "fat"),
        ("hip_left", "cortical-bone", "bone"),
        ("phalanges_feet", "cortical-bone", "bone"),
        ("iliac_vena_left", "blood", "vein"),
        ("iliac_artery_left", "blood", "artery"),
        ("costal_cartilages", "cartilage", "other"),
        ("body_extremities", "fat", "fat"),
        ("Bone", "cortical-bone", "bone"),
        ("Blood vessel", "blood", "other"),
        ("tibialis_anterior", "muscle", "muscle"),
        ("GTV_Mass_CT", "muscle", "other"),
        ("bone marrow", "marrow", "marrow"),
        ("Achilles tendon", "tendon", "other"),
    ],
)
def test_names_say_their_tissue_and_it_is_marked_as_a_guess(tmp_path, name, tissue, kind):
    entry = read_legend(legend(tmp_path, f"4\t{name}\n"), KNOWN)[4]
    assert (entry.tissue, entry.kind, entry.guessed) == (tissue, kind, True)


def test_stated_tissue_wins(tmp_path):
    entry = read_legend(legend(tmp_path, "4\tWeichteil\tmuscle\n5\tplexus nerve\tepineurium\n"), KNOWN)
    assert (entry[4].tissue, entry[4].kind, entry[4].guessed) == ("muscle", "other", False)
    assert (entry[5].tissue, entry[5].kind) == ("epineurium", "nerve")


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("1\tskin\n1\tfat\n", "label 1 is 'fat' here and 'skin' in line 1", 2),
        ("1\tskin\nx2\tfat\n", "'x2' is no label number", 2),
        ("1\tskin\n-2\tfat\n", "'-2' is no label number", 2),
        ("1\tskin\n2.5\tfat\n", "'2.5' is no label number", 2),
        ("99999999\tskin\n", "no label number", 1),
        ("1\tskin\n2\n", "label 2 has no name", 2),
        ("1\tskin\n2\tthingummy\n", "'thingummy' does not say which tissue", 2),
        ("1\tskin\n2\tx\tmusle\n", "no tissue is called 'musle'(.|\n)*muscle", 2),
    ],
)
def test_complaints_name_the_line(tmp_path, text, words, line):
    path = legend(tmp_path, text)
    with pytest.raises(ScanError, match=words) as caught:
        read_legend(path, KNOWN)
    assert caught.value.complaints[0].line == line
    assert caught.value.complaints[0].file == str(path)


def test_all_wrong_lines_are_named_at_once(tmp_path):
    with pytest.raises(ScanError) as caught:
        read_legend(legend(tmp_path, "1\tthingummy\n2\n3\tskin\nq\tfat\n"), KNOWN)
    assert [item.line for item in caught.value.complaints] == [1, 2, 4]


def test_more_wrong_lines_than_anybody_reads_are_counted(tmp_path):
    with pytest.raises(ScanError) as caught:
        read_legend(legend(tmp_path, "1\tfemur\n" * 300), KNOWN)
    assert len(caught.value.complaints) == 51
    assert str(caught.value.complaints[-1]).endswith("and 249 more complaints")


@pytest.mark.parametrize("start", ["7\t", '7\t"', "7 "])
def test_a_name_without_end(tmp_path, start):
    with pytest.raises(ScanError, match="label 7 is longer than 120 letters"):
        read_legend(legend(tmp_path, "1\tskin\n" + start + "femur " * 30_000 + "\n"), KNOWN)


@pytest.mark.parametrize("text", ["", "# only a remark\n", "number\tname\n", "0\tBackground\n"])
def test_empty_legend(tmp_path, text):
    with pytest.raises(ScanError, match="names no label"):
        read_legend(legend(tmp_path, text), KNOWN)


def test_unreadable_legends(tmp_path):
    with pytest.raises(ScanError, match="cannot be read"):
        read_legend(tmp_path / "none.tsv", KNOWN)
    with pytest.raises(ScanError, match="cannot be read"):
        read_legend(tmp_path, KNOWN)
    binary = tmp_path / "b.tsv"
    binary.write_bytes(b"\x00\xff\x00\x01")
    with pytest.raises(ScanError, match="no text file"):
        read_legend(binary, KNOWN)
    with pytest.raises(ScanError, match="no text file"):
        read_legend(legend(tmp_path, "4\tmus\x1b[31mcle\n"), KNOWN)
    with pytest.raises(ScanError, match="larger than 4 MiB"):
        read_legend(legend(tmp_path, "4\tmuscle\n" * 500_000), KNOWN)
    latin = legend(tmp_path, "4\tMüskel muscle\n", encoding="latin-1")
    assert read_legend(latin, KNOWN)[4].tissue == "muscle"


def test_nerves_get_the_names_of_the_other_tables():
    assert (
        plain_nerve("tibialis nerve") == plain_nerve("Nervus tibialis") == plain_nerve("tibial") == "tibial"
    )
    assert plain_nerve("peroneus nerve") == "common peroneal"
    assert plain_nerve("nerve") == "nerve"
