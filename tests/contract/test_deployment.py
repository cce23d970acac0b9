"""The deployment example: nginx before the Oxigraph server, open for questions, closed for updates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from contract.kits import marked, state_of
from contract.servers import HOST, Oxigraph, Server, program
from exitgraph.errors import Unreachable
from exitgraph.store.credentials import Credentials
from exitgraph.store.push import push
from exitgraph.store.remote import RemoteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
PASSWORD = "made-up-for-this-test"  # noqa: S105


class Nginx(Server):
    """nginx with the example of the repository, before another server."""

    path, update_path = "/query", "/update"
    credentials = Credentials("curator", PASSWORD)

    def __init__(self, folder: Path, behind: Server) -> None:
        super().__init__(folder)
        self._behind = behind

    def command(self) -> list[str]:
        own = program("nginx", "the Debian package nginx-light")
        passwords = self.folder / "passwords"
        passwords.write_text(f"curator:{{PLAIN}}{PASSWORD}\n", "utf-8")
        example = EXAMPLE.read_text("utf-8")
        for said, here in (
            ("listen 127.0.0.1:8080;", f"listen {HOST}:{self.port};"),
            ("http://127.0.0.1:7878;", f"http://{HOST}:{self._behind.port};"),
            ("/etc/nginx/exitgraph.htpasswd;", f"{passwords};"),
        ):
            assert said in example
            example = example.replace(said, here)
        (self.folder / "example.conf").write_text(example, "utf-8")
        # Its workers would be another user than the owner of the test's folder.
        user = "user root;\n" if os.geteuid() == 0 else ""
        paths = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = f"{user}pid {self.folder}/pid;\nevents {{}}\nhttp {{\n{paths}include {self.folder}/example.conf;\n}}\n"
        settings = self.folder / "nginx.conf"
        settings.write_text(whole, "utf-8")
        return [
            own,
            "-p",
            str(self.folder),
            "-e",
            str(self.folder / "error.log"),
            "-c",
            str(settings),
            "-g",
            "daemon off;",
        ]


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Give the example, running."""
    folder = tmp_path_factory.mktemp("deployment")
    with Oxigraph(folder / "oxigraph") as behind, Nginx(folder / "nginx", behind) as server:
        yield server


def test_who_has_the_password_publishes_and_everybody_reads(nginx: Nginx) -> None:
    """A push with the password goes through, and is read without one."""
    with nginx.client() as client:
        push(client, marked(1))
    with RemoteStore(nginx.client(Credentials())) as store:
        assert state_of(store) == (1, marked(1).digest)
        assert store.serialize("nquads") == marked(1).serialize("nquads")


@pytest.mark.parametrize("who", [Credentials(), Credentials("curator", "wrong"), Credentials("nobody", PASSWORD)])
def test_nobody_else_publishes(nginx: Nginx, who: Credentials) -> None:
    """Without the password, or with another, a push is refused and the state stays."""
    with nginx.client() as client:
        push(client, marked(1))
    with nginx.client(who) as client, pytest.raises(Unreachable, match="401"):
        push(client, marked(2))
    with RemoteStore(nginx.client(Credentials())) as store:
        assert state_of(store)[0] == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/update", 401),
        ("GET", "/store?default", 401),
        ("PUT", "/store?default", 401),
        ("DELETE", "/store?default", 401),
        ("POST", "/Update", 404),
        ("POST", "/update/", 404),
        ("POST", "//update", 401),
        ("POST", "/query/../update", 401),
        ("POST", "/%75pdate", 401),
        ("PUT", "/query", 403),
        ("GET", "/", 404),
    ],
)
def test_there_is_no_way_round(nginx: Nginx, method: str, path: str, status: int) -> None:
    """What changes data wants the password under every spelling of its path; all else but questions is not there."""
    url = httpx.URL(f"http://{HOST}:{nginx.port}", raw_path=path.encode())
    body = {"content": b"update=CLEAR+ALL", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
    assert httpx.request(method, url, **body).status_code == status  # type: ignore[arg-type]


def test_an_update_is_no_question(nginx: Nginx) -> None:
    """An update that is sent to where questions go changes nothing."""
    with nginx.client() as client:
        push(client, marked(1))
    for form in ({"update": "DROP ALL"}, {"query": "DROP ALL"}):
        assert httpx.post(nginx.url, data=form).status_code == 400
    with RemoteStore(nginx.client(Credentials())) as store:
        assert state_of(store)[0] == 1


def test_the_server_behind_never_sees_the_password() -> None:
    """The example takes the header with the password away before it hands a request on."""
    assert 'proxy_set_header Authorization "";' in EXAMPLE.read_text("utf-8")
