"""What is claimed about one territory, in the groups in which people ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exitgraph.claims.values import Text
from exitgraph.view.style import FAMILIES
from exitgraph.vocabulary import RDFS_COMMENT, curie, xg

if TYPE_CHECKING:
    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.values import Iri
    from exitgraph.view.things import Things


class Group(NamedTuple):
    """A group of claims: its name in addresses, its heading, what it holds, its relations, and where the place stands.

    ``places`` are ``subject`` (the territory itself, its organs and its people count), ``object``, or names of roles;
    none means anywhere.
    """

    key: str
    title: str
    hint: str
    relations: tuple[str, ...]
    places: tuple[str, ...]


#: Rows of a group that a page shows; SPARQL and `exitgraph claims` have them all.
MOST: Final = 300

_RETURNS: Final = ("returned", "abducted", "refusedExtradition")

#: A claim stands in the first group that it fits.
GROUPS: Final = (
    Group(
        "admission",
        "Who is admitted here, and who is not",
        "Entry only: admission is neither lawful residence nor protection.",
        (*FAMILIES["entry"][:2], *FAMILIES["barred"], "limitsStay", "doesNotRecognise"),
        ("subject",),
    ),
    Group(
        "protection",
        "Asylum and protection here",
        "Protection granted, refused or suspended, procedures and stated policy.",
        (*FAMILIES["protection"], *FAMILIES["refusal"], "interpretsLaw", "issuesGuidance"),
        ("subject",),
    ),
    Group("designates", "Whom it calls safe", "Its designations, not findings.", ("deemsSafe",), ("subject",)),
    Group(
        "designated",
        "Who calls it safe",
        "“Safe” is what the authority in the first column has said, or has declined to say.",
        ("deemsSafe",),
        ("object",),
    ),
    Group(
        "returns-from",
        "Returns, extraditions and abductions from here",
        "By the mode and the actor that the source names.",
        _RETURNS,
        ("subject", "from", "at"),
    ),
    Group("returns-to", "Returned to here", "People sent or taken to this territory.", _RETURNS, ("to", "object")),
    Group(
        "documents",
        "Travel documents issued by it or here",
        "Which papers are documented, to whom and where.",
        ("issuesTravelDocument", "lacksDocument"),
        ("subject", "at"),
    ),
    Group(
        "penalties",
        "Penalties and detention",
        "What is laid down, and what has been imposed.",
        ("penalises", "sentenced", "detained"),
        ("subject", "at", "from"),
    ),
    Group(
        "arrivals",
        "Documented arrivals, stays and applications",
        "Past events: a precedent is not a policy.",
        ("crossed", "appliedForAsylumIn", "livesIn", "killedIn"),
        ("object", "to"),
    ),
    Group(
        "departures", "Documented departures", "Past events, by their source.", ("crossed", "desertedFrom"), ("from",)
    ),
    Group(
        "memberships",
        "Memberships and agreements",
        "Each as dated claims.",
        ("memberOf", "hasAgreementWith", "cooperatesWith", "includesGroup"),
        ("subject", "object"),
    ),
    Group("numbers", "Numbers", "Each with who counted, where the source says so.", ("counts",), ()),
    Group("accounts", "Accounts and opinions", "What people have told or hold.", ("account", "opinion"), ()),
    Group("other", "Other claims that name it", "", (), ()),
)


def territory_page(things: Things, name: Iri, now: Snapshot) -> dict[str, Any]:
    """Gather everything about a territory.

    Parameters
    ----------
    things
        The graph.
    name
        IRI of the territory.
    now
        The two clocks.

    Returns
    -------
    dict
        Names, who administers and claims it, borders, and ``groups``: those that hold claims, each with its rows.
        What was published after the second day is counted as ``later`` and in no row.
    """
    knowledge = things.knowledge
    entity = knowledge.entities[name]
    own = _own(things, name)
    group_of = {
        claim_name: group.key
        for claim_name in sorted({claim for thing in own for claim in things.naming.get(thing, ())})
        if (group := _group(knowledge.claims[claim_name], name, own)) is not None
    }
    known = things.published(group_of, now)
    members: dict[str, list[Iri]] = {}
    for claim_name in known:
        members.setdefault(group_of[claim_name], []).append(claim_name)
    groups = [_told(things, group, members[group.key], now) for group in GROUPS if group.key in members]
    comments = [value for value in entity.properties.get(RDFS_COMMENT, ()) if isinstance(value, Text)]
    codes = [value.value for code in ("isoAlpha2", "isoAlpha3") for value in _texts(things, name, code)]
    borders = [things.ref(other) for one, other in knowledge.border_pairs if one == name]
    return {
        "id": curie(name),
        "code": name.rpartition("/")[2],
        "label": things.ref(name),
        "labels": things.labels(name),
        "also": sorted(set(entity.alt_labels)),
        "codes": codes,
        "comments": [{"text": one.value, "lang": one.lang} for one in comments],
        "administered_by": things.links(name, "administeredBy"),
        "claimed_by": things.links(name, "claimedBy"),
        "part_of": things.links(name, "partOf"),
        "parts": _having(things, "partOf", "Territory", name),
        "administers": _having(things, "administeredBy", "Territory", name),
        "people": _having(things, "nationality", "Group", name),
        "borders": sorted(borders, key=lambda one: one["label"]),
        "organs": sorted((things.ref(one) for one in own - {name}), key=lambda one: one["label"]),
        "groups": groups,
        "claims": len(known),
        "later": len(group_of) - len(known),
        "valid_at": str(now.valid_at),
        "known_at": str(now.known_at),
    }


def _told(things: Things, group: Group, names: list[Iri], now: Snapshot) -> dict[str, Any]:
    claims = [things.knowledge.claims[name] for name in names]
    denied = sum(not claim.proposition.positive for claim in claims)
    return {
        "key": group.key,
        "title": group.title,
        "hint": group.hint,
        "claims": len(claims),
        "affirmed": len(claims) - denied,
        "denied": denied,
        "contested": sum(bool(things.rivals(name, now)) for name in names),
        "rows": things.rows(names, now)[:MOST],
    }


def _having(things: Things, relation: str, kind: str, name: Iri) -> list[dict[str, str]]:
    """Give the things of a kind that have a property with this value, in order of label."""
    found = (one for one in things.knowledge.of_kind(xg(kind)) if name in one.properties.get(xg(relation), ()))
    return sorted((things.ref(one.iri) for one in found), key=lambda one: one["label"])


def _own(things: Things, name: Iri) -> set[Iri]:
    """Give the territory and its organs, whose claims are those of the State."""
    organs = (one for one in things.knowledge.of_kind(xg("Organ")) if name in one.properties.get(xg("belongsTo"), ()))
    return {name, *(one.iri for one in organs)}


def _texts(things: Things, name: Iri, term: str) -> list[Text]:
    values = things.knowledge.entities[name].properties.get(xg(term), ())
    return [value for value in values if isinstance(value, Text)]


def _group(claim: Claim, name: Iri, own: set[Iri]) -> Group | None:
    places = {"subject"} if claim.subject in own else set[str]()
    if claim.object in own:
        places.add("object")
    places |= {role.rpartition("#")[2] for role, value in claim.proposition.roles if value == name}
    # That one of its organs spoke, or relayed, makes a claim about something else no claim about it.
    if not places and claim.event != name:
        return None
    relation = claim.relation.rpartition("#")[2]
    for group in GROUPS:
        if (not group.relations or relation in group.relations) and (not group.places or places & set(group.places)):
            return group
    return None
