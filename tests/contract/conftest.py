"""Each kind of store in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.kits import KITS, world_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.kits import Kit
    from exitgraph.store import EmbeddedStore, Store


@pytest.fixture(scope="module", params=sorted(KITS))
def module_kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """Give a place to publish to, shared by the tests of a module that only read."""
    kit = KITS[request.param](tmp_path_factory.mktemp(request.param))
    yield kit
    kit.close()


@pytest.fixture(scope="module")
def expected() -> EmbeddedStore:
    """Give what the reading tests publish."""
    return world_store()


@pytest.fixture(scope="module")
def store(module_kit: Kit, expected: EmbeddedStore) -> Iterator[Store]:
    """Give an open store that holds the world and the things."""
    module_kit.write(expected)
    with module_kit.open() as opened:
        yield opened


@pytest.fixture(params=sorted(KITS))
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """Give a place to publish to that nobody else uses."""
    made = KITS[request.param](tmp_path_factory.mktemp(request.param))
    yield made
    made.close()
