"""Identity is a hash of content: what must not change it, and what must."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Claim, Evidence, Interval, Proposition, Text, Value
from exitgraph.claims.identity import DIGITS, digest
from exitgraph.vocabulary import BASE, iri, xg
from world import ADMITS, CROSSED, brief, passage, span

NAMES = st.sampled_from(["territory:XA", "territory:XB", "group:xa-deserter", "document:visa", "concept:air"]).map(iri)
VALUES: st.SearchStrategy[Value] = st.one_of(
    NAMES,
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(Text, st.text(), st.sampled_from(["en", "ru", ""])),
)
ROLES = st.dictionaries(st.sampled_from(["at", "from", "to", "mode", "value", "document"]).map(xg), VALUES)
PROPOSITIONS = st.builds(
    Proposition,
    NAMES,
    st.sampled_from(["admits", "bars", "crossed"]).map(xg),
    VALUES,
    ROLES.map(lambda roles: tuple(roles.items())),
    positive=st.booleans(),
)


def meaning(value: Value) -> object:
    """Give what a value means, by other means than identity does."""
    if isinstance(value, Text):
        return ("text", unicodedata.normalize("NFC", value.value), value.lang.lower())
    return ("iri", value) if isinstance(value, str) else ("number", Decimal(value))


def content(proposition: Proposition) -> object:
    roles = frozenset((name, meaning(value)) for name, value in proposition.roles)
    return proposition.subject, proposition.relation, meaning(proposition.object), roles, proposition.positive


@given(PROPOSITIONS, st.randoms(use_true_random=False))
def test_the_order_of_roles_is_no_content(proposition: Proposition, chance: object) -> None:
    """The same roles in any order make the same proposition."""
    roles = list(proposition.roles)
    chance.shuffle(roles)  # type: ignore[attr-defined]
    assert replace(proposition, roles=tuple(roles)).iri == proposition.iri


@given(PROPOSITIONS, PROPOSITIONS)
def test_two_propositions_are_one_exactly_when_they_mean_the_same(one: Proposition, other: Proposition) -> None:
    """Any two propositions have the same IRI if subject, relation, object, roles and polarity agree, and else not."""
    assert (one.iri == other.iri) == (content(one) == content(other))


@given(PROPOSITIONS, ROLES.filter(bool))
def test_every_role_is_content(proposition: Proposition, more: dict[str, Value]) -> None:
    """Changing or adding roles changes the IRI unless the same values stand there."""
    other = replace(proposition, roles=tuple({**dict(proposition.roles), **more}.items()))
    assert (other.iri == proposition.iri) == (content(other) == content(proposition))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.integers(0, 5))
def test_the_spelling_of_a_number_is_no_content(number: Decimal, zeros: int) -> None:
    """0.90 and 0.9 are one number, and so are 1 and 1.0, whatever the Python type."""
    longer = Decimal(format(number, "f") + "0" * zeros)
    made = [Proposition("a:s", "a:p", value, (("a:r", value),)).iri for value in (number, longer)]
    assert made[0] == made[1]
    if number == int(number):
        assert Proposition("a:s", "a:p", int(number), (("a:r", number),)).iri == made[0]


def test_zero_point_nine_is_zero_point_ninety() -> None:
    """The example of the design: 0.90 and 0.9 give one IRI."""
    one, other = (Proposition("a:s", "a:p", Decimal(text)) for text in ("0.90", "0.9"))
    assert one.iri == other.iri


@given(st.text(min_size=1))
def test_the_normal_form_of_a_text_is_no_content(text: str) -> None:
    """A letter with its accent is one thing, composed or not."""
    forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert len({Proposition("a:s", "a:p", Text(form)).iri for form in forms}) == 1


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text("ab\t\n\\", max_size=6)), max_size=4).map(tuple), st.data())
def test_no_value_can_imitate_another_field(fields: tuple[tuple[str, str], ...], data: st.DataObject) -> None:
    """Lists of fields that differ have different digests, whatever tabs and line breaks their values hold."""
    other = data.draw(
        st.lists(st.tuples(st.sampled_from("ab"), st.text("ab\t\n\\", max_size=6)), max_size=4).map(tuple)
    )
    assert (digest(fields) == digest(other)) == (fields == other)


def test_each_date_is_content_of_a_claim() -> None:
    """A claim with another bound of start, end or held is another claim, and so is one with none."""
    dates = [None, span("2023"), span("2023-05"), Interval(span("2023").earliest), Interval(None, span("2023").latest)]
    made = {
        Claim(ADMITS.proposition, (brief(1),), **{name: when}).iri  # type: ignore[arg-type]
        for name in ("start", "end", "held")
        for when in dates
    }
    assert len(made) == 3 * (len(dates) - 1) + 1


def test_the_source_is_content_of_a_claim_and_the_passage_is_not() -> None:
    """Two sources that say the same make two claims, two passages of one source make one."""
    same = {Claim(ADMITS.proposition, (item,)).iri for item in (passage("Borland"), passage("Twelve"))}
    assert len(same) == 1
    assert Claim(ADMITS.proposition, (brief(1),)).iri not in same


def test_bookkeeping_is_no_content() -> None:
    """Event, gist, note, record keys, confidence and links leave the identity of a claim alone."""
    other = replace(
        CROSSED,
        event=None,
        gist=Text("x"),
        note=Text("y"),
        record_keys=("Z",),
        confidence=None,
        contradicts=(ADMITS.iri,),
    )
    assert other != CROSSED
    assert other.iri == CROSSED.iri


def test_every_field_of_evidence_is_content() -> None:
    """Changing any one field of a piece of evidence, or emptying it, changes its IRI."""
    base = Evidence("a:s", "a:act", "a:speaker", "a:relay", 1, 2, "f" * 64, "page 1")
    changed = [
        replace(base, **{name: value})  # type: ignore[arg-type]
        for name, value in (
            ("source", "a:t"),
            ("speech_act", "a:other"),
            ("speaker", "a:x"),
            ("speaker", None),
            ("relayed_by", "a:x"),
            ("relayed_by", None),
            ("start", 0),
            ("start", None),
            ("end", 3),
            ("end", None),
            ("sha256", "e" * 64),
            ("sha256", None),
            ("locator", "page 2"),
            ("locator", None),
        )
    ]
    assert len({item.iri for item in (base, *changed)}) == len(changed) + 1


def test_an_identity_has_its_namespace_and_twenty_digits() -> None:
    """Claims, propositions and evidence live in three namespaces, under twenty hexadecimal digits."""
    for kind, name in (("claim", ADMITS.iri), ("proposition", ADMITS.proposition.iri), ("evidence", brief(1).iri)):
        start, _, digits = name.rpartition("/")
        assert start == f"{BASE}{kind}"
        assert len(digits) == DIGITS
        assert int(digits, 16) >= 0


def test_identities_are_what_they_were_when_they_were_published() -> None:
    """A change of the recipe would rename every claim: these two IRIs are frozen."""
    proposition = Proposition(iri("territory:XC"), xg("deemsSafe"), iri("territory:XB"))
    said = Claim(proposition, (brief(1),), held=span("2024-06"))
    assert proposition.iri == FROZEN_PROPOSITION
    assert said.iri == FROZEN_CLAIM


FROZEN_PROPOSITION = BASE + "proposition/0fbae96397c2e12e7c54"
FROZEN_CLAIM = BASE + "claim/c2cfc63e49272343478b"
