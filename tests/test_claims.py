"""Claims, evidence, values and the knowledge made of them."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Claim, Entity, Evidence, Proposition, Text
from exitgraph.claims.values import canonical, plain_number, read_number
from exitgraph.columns.projection import columns, rows
from exitgraph.errors import UnknownName
from exitgraph.vocabulary import PREFIXES, curie, iri, local_name, xg
from world import ADMITS, ARTICLE, BULLETIN, CLAIMS, GAZETTE, brief, know, passage

SAID = Proposition(iri("territory:XC"), xg("deemsSafe"), iri("territory:XB"))


def test_a_claim_rests_on_evidence() -> None:
    """A claim without evidence cannot be made."""
    with pytest.raises(ValueError, match="at least one piece of evidence"):
        Claim(SAID, ())


def test_a_claim_rests_on_one_source() -> None:
    """Evidence of two sources makes two claims, never one."""
    with pytest.raises(ValueError, match="another source makes another claim"):
        Claim(SAID, (brief(1), passage("Borland")))


def test_a_role_has_one_value() -> None:
    """A proposition with the same role twice cannot be made."""
    with pytest.raises(ValueError, match="role"):
        Proposition(SAID.subject, SAID.relation, SAID.object, ((xg("at"), "a:b"), (xg("at"), "a:c")))


def test_two_passages_of_one_source_are_one_claim_with_two_evidences() -> None:
    """The order in which passages are given changes neither the claim nor its identity."""
    one, two = passage("Borland"), passage("Twelve soldiers")
    assert Claim(SAID, (one, two)) == Claim(SAID, (two, one))
    assert Claim(SAID, (one, two)).iri == Claim(SAID, (one,)).iri


def test_claims_are_frozen() -> None:
    """No field of a claim can be set after it was made."""
    with pytest.raises(FrozenInstanceError):
        ADMITS.gist = Text("Something else.")  # type: ignore[misc]


def test_a_claim_gives_the_parts_of_its_proposition() -> None:
    """Subject, relation, object, roles and source can be read off the claim."""
    assert (ADMITS.subject, ADMITS.relation) == (iri("territory:XB"), xg("admits"))
    assert ADMITS.object == iri("group:xa-deserter")
    assert ADMITS.role(xg("stayMaxDays")) == 90
    assert ADMITS.role(xg("mode")) is None
    assert ADMITS.source == GAZETTE


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_plain_number_is_the_same_number_without_exponent(number: Decimal) -> None:
    """Writing a number plainly loses nothing of it, and leaves neither exponent nor a trailing zero."""
    written = plain_number(number)
    assert Decimal(written) == number
    assert "e" not in written.lower()
    assert not ("." in written and written.endswith(("0", ".")))
    assert written != "-0"


@pytest.mark.parametrize("text", ["1_000", "", "+", "1.0", "0x1", "\u0661", "1e3", " 1"])
def test_what_xsd_does_not_take_for_an_integer_is_refused(text: str) -> None:
    """Underscores, other digits, exponents and blanks make no whole number."""
    with pytest.raises(ValueError, match="is no number"):
        read_number(text, whole=True)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e3", "1_0.0", ".", "", "1,5", "\u0660.\u0665"])
def test_what_xsd_does_not_take_for_a_decimal_is_refused(text: str) -> None:
    """Infinities, exponents, commas and other digits make no decimal."""
    with pytest.raises(ValueError, match="is no number"):
        read_number(text, whole=False)


def test_numbers_are_read_as_xsd_writes_them() -> None:
    """Signs, leading zeros and bare points are read."""
    assert read_number("-007", whole=True) == -7
    assert [read_number(text, whole=False) for text in ("+5.", ".50", "12")] == [5, Decimal("0.5"), 12]


def test_an_iri_and_a_text_of_the_same_characters_differ() -> None:
    """The canonical form tells an IRI, a text and a number apart."""
    assert len({canonical("90"), canonical(Text("90")), canonical(90), canonical(Text("90", "fr"))}) == 4


def test_a_truth_value_is_no_value() -> None:
    """A role cannot hold true or false, which Python would take for a number."""
    with pytest.raises(TypeError, match="concept"):
        canonical(True)  # noqa: FBT003


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_a_short_form_is_expanded_and_shortened_again(prefix: str) -> None:
    """For each prefix, expanding a short form and shortening the IRI gives the short form."""
    assert curie(iri(f"{prefix}:Thing-1.x")) == f"{prefix}:Thing-1.x"


@pytest.mark.parametrize("tail", ["", "a b", "a/b", "a.", "-a", "é", "a#b", "a:b"])
def test_what_would_not_be_a_plain_local_name_stays_long(tail: str) -> None:
    """An IRI whose end another Turtle parser might refuse as a local name is not shortened."""
    assert curie(iri("territory:") + tail) == iri("territory:") + tail


def test_an_unknown_prefix_is_no_short_form() -> None:
    """Expanding a prefix that nobody declared raises an error."""
    with pytest.raises(KeyError):
        iri("nobody:x")


def test_the_local_name_is_what_follows_the_last_separator() -> None:
    """The local name of a thing and of a term is what a person reads last."""
    assert [local_name(iri(short)) for short in ("territory:XB", "xg:admits")] == ["XB", "admits"]


def test_labels_fall_back_to_english_and_then_to_the_name() -> None:
    """A missing language is answered in English, and no label at all with the end of the IRI."""
    thing = Entity(iri("organ:xb-office"), (), {"en": "Ministry", "fr": "Ministère"})
    assert [thing.label(lang) for lang in ("fr", "ru", "en")] == ["Ministère", "Ministry", "Ministry"]
    assert Entity(iri("organ:xb-office"), (), {}).label("ru") == "xb-office"


def test_names_of_all_kinds_resolve_to_the_one_thing() -> None:
    """A code, a label in any case, a short form, an IRI and a slug mean the same territory."""
    knowledge = know(*CLAIMS)
    for name in ("XB", "xb", "Borland", " borland ", "territory:XB", iri("territory:XB")):
        assert knowledge.resolve(name, xg("Territory")) == iri("territory:XB")


def test_a_claim_is_found_by_the_beginning_of_its_identity() -> None:
    """The first digits of a claim's IRI mean that claim when no other has them."""
    knowledge = know(*CLAIMS)
    assert knowledge.resolve(curie(ADMITS.iri)[:14]) == ADMITS.iri
    assert knowledge.resolve("G2", xg("Claim")) in knowledge.claims


def test_a_name_of_many_things_names_some_of_them() -> None:
    """A name that fits several things raises an error with their short forms."""
    with pytest.raises(UnknownName, match="could mean several: territory:"):
        know(*CLAIMS).resolve("territory:X", xg("Territory"))


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    """A name with a slip raises an error that suggests the thing meant."""
    with pytest.raises(UnknownName) as caught:
        know(*CLAIMS).resolve("Borlnd", xg("Territory"))
    assert "territory:XB" in caught.value.hint


def test_a_thing_of_another_kind_is_not_found() -> None:
    """A group's name does not resolve where a territory is wanted."""
    with pytest.raises(UnknownName):
        know(*CLAIMS).resolve("group:xa-deserter", xg("Territory"))


def test_borders_hold_both_ways() -> None:
    """A border that is written once joins both territories."""
    pairs = know().border_pairs
    assert {(iri("territory:XA"), iri("territory:XB")), (iri("territory:XB"), iri("territory:XA"))} <= pairs


def test_claims_are_found_by_source() -> None:
    """The claims of each source, taken together, are all claims, each once."""
    knowledge = know(*CLAIMS)
    assert set(knowledge.by_source) == {GAZETTE, BULLETIN}
    assert sorted(claim.iri for claims in knowledge.by_source.values() for claim in claims) == sorted(knowledge.claims)


def test_a_row_has_every_column_and_nothing_else() -> None:
    """Each claim gives one row with the same columns, and its values as text."""
    knowledge = know(*CLAIMS)
    found = rows(knowledge, CLAIMS)
    assert all(list(row) == columns(knowledge) for row in found)
    assert found[0]["claim"] == curie(ADMITS.iri)
    assert (found[0]["stayMaxDays"], found[0]["document"]) == ("90", "document:internal-passport")
    assert (found[0]["start_earliest"], found[0]["end_latest"]) == ("2023-01-01T00:00:00Z", "")


def test_the_passages_of_the_world_are_where_they_are_said_to_be() -> None:
    """The world's own evidence points at the words that it was made from."""
    item = passage("Twelve soldiers")
    assert ARTICLE[item.start : item.end] == "Twelve soldiers"
    assert isinstance(item, Evidence)
