"""A copy of a source held against positions and digests, on a text of our own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims.verify import Verification, verify
from exitgraph.errors import InputError
from world import ARTICLE, BULLETIN, CLAIMS, GAZETTE, know

RAW = ARTICLE.encode()
MEASURED = [(claim, item) for claim in CLAIMS for item in claim.evidence if item.start is not None]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("copy") / "gazette.txt"


def held(copy: Path, raw: bytes) -> Verification:
    copy.write_bytes(raw)
    return verify(know(*CLAIMS), GAZETTE, copy)


def test_the_copy_that_was_read_is_accepted(copy: Path) -> None:
    """The very text passes whole, with every measured passage held against it."""
    assert held(copy, RAW) == Verification(same_text=True, passages=len(MEASURED), differing=())


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + RAW, RAW.replace(b"\n", b"\r\n"), RAW.replace(b"\n", b"\r")])
def test_line_ends_and_a_byte_order_mark_make_no_difference(copy: Path, raw: bytes) -> None:
    """A copy with other line ends or a byte order mark is the same text."""
    assert held(copy, raw) == held(copy, RAW)


@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_passage_names_its_claim(copy: Path, place: int, change: int) -> None:
    """Whichever byte is changed, even in the middle of a character, the claims whose passages it lies in are named."""
    raw = bytearray(RAW)
    raw[place] ^= change
    found = held(copy, bytes(raw))
    at = len(RAW[:place].decode(errors="ignore"))
    touched = {claim.iri for claim, item in MEASURED if (item.start or 0) <= at < (item.end or 0)}
    assert touched <= {difference.claim for difference in found.differing}
    assert not found.same_text or raw == RAW or bytes(raw).replace(b"\r", b"\n") == RAW


def test_a_passage_that_moved_is_found_where_it_stands_now(copy: Path) -> None:
    """When text is put before a passage, the report says where the passage now begins."""
    found = held(copy, b"New. " + RAW)
    claim, item = MEASURED[-1]
    what = [difference.what for difference in found.differing if difference.evidence == item.iri]
    assert what == [f"the passage stands at {(item.start or 0) + 5} instead"]
    assert claim.source == GAZETTE


def test_a_copy_that_ends_early_is_said_to(copy: Path) -> None:
    """A passage beyond the end of the file is reported so."""
    found = held(copy, RAW[:20])
    assert "the file ends before it" in {difference.what for difference in found.differing}


def test_a_source_without_measured_passages_has_none_to_verify(copy: Path) -> None:
    """For a source of which no copy was measured no passage is held against the file."""
    copy.write_bytes(RAW)
    assert verify(know(*CLAIMS), BULLETIN, copy) == Verification(same_text=False, passages=0, differing=())


def test_an_empty_or_missing_file_is_refused(copy: Path, tmp_path: Path) -> None:
    """A file without text and a file that is not there raise errors that name them."""
    with pytest.raises(InputError, match="empty"):
        held(copy, b" \n")
    with pytest.raises(InputError, match="nowhere"):
        verify(know(*CLAIMS), GAZETTE, tmp_path / "nowhere.txt")
