"""The engines that `stores.py` compares, each behind the same few calls.

Every one reads the same dump, gives the rows of a query in Python, and says how much memory it holds: this process's
own growth, or what the server's process has.
"""

from __future__ import annotations

import gc
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import psutil
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from contract.servers import Oxigraph, Server, Virtuoso, program
from exitgraph.query.worker import Limits as PoolLimits
from exitgraph.query.worker import Pool
from exitgraph.rdf.turtle import Literal
from exitgraph.store import DiskStore, read_dump, restore
from exitgraph.store.answers import ROWS, read_rows
from exitgraph.store.client import Limits
from exitgraph.store.credentials import Credentials
from exitgraph.store.push import push
from exitgraph.store.remote import RemoteStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.store import Store

_SOON = 5
_ZERO = re.compile(r"(?<=T\d\d:\d\d:\d\d)[+-]00:00\Z")


class Engine:
    """One engine; `load` may be called again, and then begins anew."""

    #: The process that holds the data, where it is not this one.
    server: Server | None = None

    def __init__(self, folder: Path, seconds: float) -> None:
        folder.mkdir(parents=True)
        self.folder, self.seconds = folder, seconds
        self.loads = 0

    def load(self, dump: Path) -> None:
        """Take in a dump, to the point where queries can be asked."""
        raise NotImplementedError

    def ask(self, query: str) -> list[Any]:
        """Give all rows of a SELECT, as the engine's users get them."""
        raise NotImplementedError

    def plain(self, rows: Iterable[Any]) -> list[tuple[str, ...]]:
        """Give rows as text and in one order, so that those of two engines can be compared."""
        return sorted(tuple(_plain(term) for term in row) for row in rows)

    def memory(self) -> int:
        """Give the bytes that the process which holds the data has in memory."""
        gc.collect()
        process = self.server._process if self.server else None  # noqa: SLF001
        return int(psutil.Process(process.pid if process else None).memory_info().rss)

    def disk(self) -> int:
        """Give the bytes of the engine's files."""
        return sum(item.stat().st_size for item in self.folder.rglob("*") if item.is_file())

    def fresh(self) -> Path:
        """Give a new folder for a load, and remove that of the one before."""
        shutil.rmtree(self.folder / str(self.loads), ignore_errors=True)
        self.loads += 1
        return self.folder / str(self.loads)

    def close(self) -> None:
        """End what runs."""
        if self.server:
            self.server.stop()


class Native(Engine):
    """pyoxigraph called directly, in memory, loading as it loads in bulk."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder, seconds)
        self._store: ox.Store | None = None

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        self._store = None
        self._store = ox.Store()
        self._store.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        assert self._store is not None
        found = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(solution) for solution in found]


class NativeDisk(Native):
    """pyoxigraph called directly, on disk: loaded in bulk, flushed, opened again to be read only."""

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        self._store = None
        place = str(self.fresh())
        store = ox.Store(place)
        store.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
        store.flush()
        del store
        self._store = ox.Store.read_only(place)


class Ours(Engine):
    """A store of this package."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder, seconds)
        self.store: Store | None = None

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        assert self.store is not None
        return self.store.select(query)[1]

    def close(self) -> None:
        """See `Engine.close`."""
        if self.store is not None:
            self.store.close()
        super().close()


class Memory(Ours):
    """`EmbeddedStore`, filled by `read_dump`, which holds the dump against its digest."""

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        self.store = None
        self.store = read_dump(dump)


class Disk(Ours):
    """`DiskStore`, filled by `restore`, which holds the dump against its digest and sums the files."""

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        if self.store is not None:
            self.store.close()
        place = self.fresh()
        restore(place, dump)
        self.store = DiskStore(place)


class Guarded(Memory):
    """The store in memory behind guard and worker, as `exitgraph query` and the endpoint ask it.

    Each query is one that the worker has not seen: a comment makes it another text.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder, seconds)
        self._pool: Pool | None = None
        self._turn = count()

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        super().load(dump)
        assert self.store is not None
        if self._pool is not None:
            self._pool.close()
        self._pool = Pool(self.store, PoolLimits(self.seconds, rows=None, bytes=None, workers=1, memory=None))
        self._pool.run("ASK {}")

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        assert self._pool is not None
        return list(self._pool.run(f"{query}\n# {next(self._turn)}").rows)

    def close(self) -> None:
        """See `Engine.close`."""
        if self._pool is not None:
            self._pool.close()
        super().close()


class Rdflib(Engine):
    """rdflib's own store and engine, in memory, with the union of the graphs as the default one."""

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        import rdflib

        self._dataset = rdflib.Dataset(default_union=True)
        with dump.open("rb") as file:
            self._dataset.parse(file, format="nquads")

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        return list(self._dataset.query(query))


class Remote(Engine):
    """A server, with its own way of loading in bulk; asked over HTTP by the client of this package."""

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        if self.server:
            self.server.stop()
        self._filled(self.fresh(), dump)
        assert self.server is not None
        self._client = self.server.client(Credentials(), Limits(seconds=self.seconds + _SOON, connect=30))

    def _filled(self, folder: Path, dump: Path) -> None:
        raise NotImplementedError

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        return read_rows(*self._client.query(query, ROWS), self._client.address.url)[1]


class OxigraphUnion(Oxigraph):
    """The Oxigraph server with the union of the graphs as the default one."""

    def command(self) -> list[str]:
        """See `Server.command`."""
        return [*super().command(), "--union-default-graph"]


class OxigraphServer(Remote):
    """The Oxigraph server, filled by `oxigraph load`."""

    def _filled(self, folder: Path, dump: Path) -> None:
        own = OxigraphUnion(folder)
        own.seconds = round(self.seconds)
        command = own.command()
        subprocess.run(
            [command[0], "load", "-l", command[command.index("-l") + 1], "-f", str(dump)],
            check=True,
            capture_output=True,
        )
        self.server = own.start()


class RoomyVirtuoso(Virtuoso):
    """Virtuoso with buffers as its manual advises for 1 GB, and no cap on rows; it may read the folder of the dump."""

    seconds: ClassVar[float] = 60
    sql = 0
    dumps = Path()

    def command(self) -> list[str]:
        """See `Server.command`."""
        found = super().command()
        settings = self.folder / "virtuoso.ini"
        text = settings.read_text("utf-8")
        for name, value in {
            "NumberOfBuffers": 85_000,
            "MaxDirtyBuffers": 65_000,
            "ResultSetMaxRows": 2_000_000,
            "MaxQueryExecutionTime": round(self.seconds),
            "DirsAllowed": self.dumps,
        }.items():
            text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
        settings.write_text(text, "utf-8")
        said = re.search(r"\[Parameters\]\nServerPort = [\d.]+:(\d+)", text)
        assert said
        self.sql = int(said[1])
        return found


class VirtuosoServer(Remote):
    """Virtuoso, filled by its loader of N-Quads."""

    def _filled(self, folder: Path, dump: Path) -> None:
        own = RoomyVirtuoso(folder)
        own.dumps = dump.parent
        own.seconds = self.seconds  # type: ignore[misc]
        self.server = own.start()
        # 512: N-Quads; log_enable(2): each row is committed by itself and not logged, as for any load in bulk.
        work = f"log_enable(2); DB.DBA.TTLP_MT(file_open('{dump}'), '', 'urn:unused', 512); checkpoint;"
        subprocess.run(
            [program("isql-vt", "the Debian package virtuoso-opensource"), str(own.sql), "dba", "dba", f"exec={work}"],
            check=True,
            capture_output=True,
        )


class Pushed(Remote):
    """A server that was filled by `push`, and is asked through `RemoteStore`: what `--store URL` sees."""

    kind: ClassVar[type[Server]]

    def load(self, dump: Path) -> None:
        """See `Engine.load`."""
        super().load(dump)
        self._store = RemoteStore(self._client)

    def _filled(self, folder: Path, dump: Path) -> None:
        self.server = self.kind(folder).start()
        with self.server.client() as client:
            push(client, read_dump(dump))

    def ask(self, query: str) -> list[Any]:
        """See `Engine.ask`."""
        return self._store.select(query)[1]


class PushedOxigraph(Pushed):
    """The Oxigraph server."""

    kind = Oxigraph


class PushedVirtuoso(Pushed):
    """Virtuoso."""

    kind = RoomyVirtuoso


ENGINES: dict[str, type[Engine]] = {
    "pyoxigraph": Native,
    "memory": Memory,
    "guarded": Guarded,
    "pyoxigraph-disk": NativeDisk,
    "disk": Disk,
    "rdflib": Rdflib,
    "oxigraph-server": OxigraphServer,
    "virtuoso": VirtuosoServer,
    "pushed-oxigraph": PushedOxigraph,
    "pushed-virtuoso": PushedVirtuoso,
}
#: What is compared unless somebody chooses: `push` writes in small updates, which takes minutes on some servers.
USUAL = [name for name, kind in ENGINES.items() if not issubclass(kind, Pushed)]


def _plain(term: Any) -> str:
    """Write a term of any engine: an IRI, or the value and language of a literal; an offset of zero is a Z."""
    if term is None:
        return ""
    if not isinstance(term, Literal | ox.Literal) and not hasattr(term, "language"):
        return f"<{getattr(term, 'value', term)}>"
    lang = term.lang if isinstance(term, Literal) else term.language
    # What rdflib calls the value is a Python object; its lexical form is the literal itself.
    lexical = term.value if isinstance(term, Literal | ox.Literal) else str(term)
    return f'"{_ZERO.sub("Z", lexical)}"@{lang or ""}'
