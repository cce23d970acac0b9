"""`%load_ext exitgraph`, in IPython's own shell and in a kernel as notebooks have it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("IPython", reason="IPython is not installed")

from IPython.core.interactiveshell import InteractiveShell

from exitgraph.errors import InputError, QueryRefused, SyntaxProblem
from exitgraph.frames import Rows
from exitgraph.magics.pointing import pointed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exitgraph import Graph

    Run = Callable[[str], Any]

# Its own calls are not typed.
_SHELL: Any = InteractiveShell
SAFE = "SELECT ?state ?safe {\n  ?state xg:deemsSafe ?safe\n} ORDER BY ?state ?safe"
WITH_PARAMETER = "# param state: territory; Who says so.\nSELECT ?safe {\n  #params\n  ?state xg:deemsSafe ?safe\n}"


@pytest.fixture
def shell(graph: Graph) -> Iterator[Any]:
    made: Any = _SHELL()
    made.user_ns["g"] = graph
    made.run_line_magic("load_ext", "exitgraph")
    yield made
    made.run_line_magic("unload_ext", "exitgraph")


@pytest.fixture
def run(shell: Any) -> Run:
    """Run a cell as a person does; give its value, or raise what it raised."""

    def cell(code: str) -> Any:
        return shell.run_cell(code).result

    return cell


def failed(shell: Any, code: str, kind: type[Exception] = InputError) -> str:
    """Run a cell that has to fail, and give what is said."""
    error = shell.run_cell(code).error_in_exec
    assert isinstance(error, kind), error
    return str(error)


def test_a_cell_shows_its_rows_or_keeps_them(run: Run, shell: Any, graph: Graph) -> None:
    """The rows of a cell are its value, or go into the variable that its line names, in either way."""
    shown = run(f"%%sparql\n{SAFE}")
    assert isinstance(shown, Rows)
    assert list(shown) == list(graph.query(SAFE))
    for line in ("found", "--name found", "--name=found"):
        shell.user_ns.pop("found", None)
        assert run(f"%%sparql {line}\n{SAFE}") is None
        assert list(shell.user_ns["found"]) == list(shown)


def test_parameters_are_given_by_name(run: Run, shell: Any, graph: Graph) -> None:
    """A cell and a named query take parameters: codes, labels in quotes, and values of variables."""
    expected = list(graph.query(WITH_PARAMETER, state="GB"))
    assert expected
    shell.user_ns["which"] = graph.query("whom-a-state-deems-safe", state="GB")[0].state
    for given in ("state=GB", 'state="United Kingdom"', "state=$which"):
        assert list(run(f"%%sparql {given}\n{WITH_PARAMETER}")) == expected
        named = run(f"%sparql whom-a-state-deems-safe {given}")
        assert list(named) == list(graph.query("whom-a-state-deems-safe", state="GB"))
    run("kept = %sparql whom-a-state-deems-safe state=GB")
    assert list(shell.user_ns["kept"]) == list(named)


def test_an_error_points_at_its_line(shell: Any) -> None:
    """What does not parse is shown with its line, a caret below the word, and what was probably meant."""
    said = failed(shell, "%%sparql\nSELECT ?state {\n  ?state xg:deemsSafe ?safe\n} ODER BY ?state", SyntaxProblem)
    assert said.startswith("line 3 of the query, column 3: ")
    assert said.splitlines()[1:] == ["  3 | } ODER BY ?state", "    |   ^", "  Did you mean ORDER?"]
    said = failed(shell, "%%sparql\nSELECT * {\n\tSERVICE <http://x.example/> { ?a ?b ?c }\n}", QueryRefused)
    assert said.splitlines()[1:3] == ["  2 | \tSERVICE <http://x.example/> { ?a ?b ?c }", "    | \t^"]


def test_an_error_below_the_parameters_points_at_its_line(shell: Any) -> None:
    """Values that are put in place of `#params` do not shift the line that an error points at."""
    head = "# param state: territory, optional; A\n# param safe: territory, optional; B\nSELECT * {\n  #params\n"
    for given in ("", "state=GB", "state=GB safe=AM"):
        said = failed(shell, f"%%sparql {given}\n{head}  ?state xg:deemsSafe ?safe\n}} ODER BY ?safe", SyntaxProblem)
        assert said.startswith("line 6 of the query, column 3: ")
        assert "6 | } ODER BY ?safe" in said


def test_an_error_without_a_place_stays_as_it_is() -> None:
    """An error that names no line, or one that is not in the cell, is passed on."""
    for error in (InputError("x"), InputError("x", where="file.rq"), InputError("x", where="query:9:1")):
        assert pointed(error, "ASK {}", 0) is error


def test_an_error_of_a_magic_is_a_sentence(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The shell prints what is wrong and what to do, without where in the code it was raised."""
    shell.run_cell("%sparql whom-a-state-deems-saf state=GB")
    said = capsys.readouterr().out
    assert "Did you mean whom-a-state-deems-safe?" in said
    assert "Traceback" not in said
    assert "commands.py" not in said


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("%%sparql two names\nASK {}", "takes one variable"),
        ("%%sparql one --name two\nASK {}", "takes one variable"),
        ("%%sparql 1st\nASK {}", "no name of a variable"),
        ("%%sparql --name\nASK {}", "no name of a variable"),
        ("%%sparql --nam x\nASK {}", "no option --nam"),
        ("%%sparql --graph nothing\nASK {}", "is not defined"),
        ("%%sparql --graph number\nASK {}", "is no graph"),
        ('%%sparql a="\nASK {}', "a quote is not closed"),
        ("%%sparql a=1 a=2\nASK {}", "given twice"),
        ("%%sparql a=$nothing\nASK {}", "no variable 'nothing'"),
        ("%%sparql state=GB\nASK {}", "has no parameter 'state'"),
        ("%sparql", "the name of one query"),
        ("%sparql whom-a-state-deems-safe state=Atlantis", "Atlantis"),
        ("%exitgraph nothing-of-it", "no query is named"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(shell: Any, code: str, what: str) -> None:
    """Each mistake on the line of a magic is an error that names it."""
    shell.user_ns["number"] = 1
    assert what in failed(shell, code)


def test_names_that_name_nothing_are_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer without rows says which of its names the graph does not know, and the nearest that it does."""
    assert not run("%%sparql\nSELECT * { ?a xg:deemSafe ?b }")
    assert "xg:deemSafe names nothing in this graph; did you mean xg:deemsSafe?" in capsys.readouterr().err


def test_another_graph_is_asked_by_its_variable(shell: Any, run: Run) -> None:
    """Without a variable `g` the shipped graph is asked; `--graph` names another, also to a query of the same cell."""
    mine = shell.user_ns.pop("g")
    shell.user_ns["mine"] = mine
    assert list(run(f"%%sparql\n{SAFE}")) == list(run(f"%%sparql --graph mine\n{SAFE}"))


def test_help_lists_queries_and_tells_of_one(run: Run, graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    """`%exitgraph` names both magics and every named query; with a name, its parameters and its text."""
    run("%exitgraph")
    said = capsys.readouterr().out
    assert "%%sparql found" in said
    assert all(name in said for name in graph.queries)
    run("%exitgraph whom-a-state-deems-safe")
    said = capsys.readouterr().out
    assert "state: territory" in said
    assert graph.queries["whom-a-state-deems-safe"].text.strip() in said


def test_a_kernel_has_the_magics() -> None:
    """A real kernel loads the extension, keeps rows, shows them as HTML, and tells an error without a traceback."""
    manager = pytest.importorskip("jupyter_client.manager", reason="jupyter_client is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    kernel = manager.KernelManager()
    kernel.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.start_kernel(extra_arguments=["--IPKernelApp.capture_fd_output=False"])
    client = kernel.blocking_client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=120)
        messages: list[dict[str, Any]] = []

        def ask(code: str) -> dict[str, Any]:
            messages.clear()
            reply = client.execute_interactive(code, timeout=120, output_hook=messages.append)
            content: dict[str, Any] = reply["content"]
            return content

        assert ask("%load_ext exitgraph")["status"] == "ok"
        assert ask(f"%%sparql found\n{SAFE}")["status"] == "ok"
        assert ask("found")["status"] == "ok"
        (data,) = [message["content"]["data"] for message in messages if message["msg_type"] == "execute_result"]
        assert "<caption>" in data["text/html"]
        assert "rows" in data["text/plain"]
        wrong = ask("%%sparql\nSELECT * { ODER }")
        assert wrong["ename"] == "SyntaxProblem"
        assert wrong["traceback"][0].startswith("line 1 of the query")
        assert not any("File" in line for line in wrong["traceback"])
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
