"""`sergiojax app`: which script, which settings, and that it starts and ends from any folder."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.sync.client import connect

from sergiojax.cli import _app
from sergiojax.cli._refusal import RefusalError
from sergiojax.ui.server import HEADERS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_checkout_runs_the_script_beside_the_package():
    assert _app.find_script() == ROOT / "serve.py"
    assert (_app.find_script().parent / ".streamlit" / "config.toml").is_file()


def test_installed_package_runs_the_script_inside(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "sergiojax"
    (package / "_app").mkdir(parents=True)
    (package.parent / "serve.py").touch()  # somebody else's
    (package / "_app" / "serve.py").touch()
    monkeypatch.setattr(_app, "_PACKAGE", package)
    assert _app.find_script() == package / "_app" / "serve.py"


def test_installation_without_the_app_is_refused(refuse, tmp_path, monkeypatch):
    monkeypatch.setattr(_app, "_PACKAGE", tmp_path / "sergiojax")
    assert refuse("app", status=1) == "This installation lacks the app; install the wheel again."


def test_port_in_use_is_refused(refuse, taken_port):
    sentence = refuse("app", "--port", taken_port, status=1)
    assert sentence.startswith(f"Port {taken_port} is in use, ")
    assert sentence.endswith("choose another one with --port.")


def test_address_of_another_machine_is_refused(refuse):
    sentence = refuse("app", "--port", 8599, "--address", "192.0.2.1", status=2)
    assert sentence == "Cannot listen on 192.0.2.1, port 8599: Cannot assign requested address."


def test_port_and_address_may_come_from_streamlit_variables(refuse, taken_port, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", str(taken_port))
    assert f"Port {taken_port} is in use" in refuse("app", status=1)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "0.0.0.0", "::"])
def test_local_and_wildcard_addresses_leave_the_allowed_hosts_alone(address):
    flags = _app.streamlit_flags(address, port=8501)
    assert not any("allowedHosts" in flag for flag in flags)
    assert {f"--server.address={address}", "--server.port=8501"} <= set(flags)


def test_other_address_is_added_to_the_allowed_hosts():
    flags = _app.streamlit_flags("10.0.0.7", port=8501)
    hosts = [flag.partition("=")[2] for flag in flags if "allowedHosts" in flag]
    assert hosts == ["127.0.0.1", "localhost", "::1", "10.0.0.7"]


def test_allowed_hosts_of_the_environment_win(monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "lab.example")
    flags = _app.streamlit_flags("10.0.0.7", port=8501)
    assert not any("allowedHosts" in flag for flag in flags)


@pytest.mark.parametrize("content", [b"RDX3\n", b"", b"\x89HDF\r\n\x1a\n" + bytes(99)])
def test_a_file_without_cells_is_refused_before_the_server_starts(refuse, tmp_path, content):
    path = tmp_path / "cells.h5ad"
    path.write_bytes(content)
    assert str(path) in refuse("app", "--open", path, "--port", _free_port(), status=1)
    sentence = refuse("app", "--open", "none.h5ad", "--port", _free_port(), status=1)
    assert sentence == "none.h5ad: there is no such file."


def test_a_large_file_is_judged_by_its_head(tmp_path, monkeypatch):
    monkeypatch.setattr(_app, "_AT_ONCE", 3)
    path = tmp_path / "cells.csv"
    path.write_text("not cells at all, but its head could be that of a table\n")
    _app.check_cells(path)
    monkeypatch.undo()
    with pytest.raises(RefusalError, match=r"cells\.csv"):
        _app.check_cells(path)


@pytest.mark.slow
def test_app_starts_from_any_folder_and_ctrl_c_ends_it_quietly(tmp_path, environment):
    (tmp_path / ".streamlit").mkdir()
    foreign = "[server]\nport = 1\nbaseUrlPath = 'foreign'\nallowedHosts = ['foreign']\n"
    (tmp_path / ".streamlit" / "config.toml").write_text(foreign)
    port = _free_port()
    command = [sys.executable, "-m", "sergiojax", "app", "--port", str(port), "--no-browser"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line == f"The app runs at http://127.0.0.1:{port} (Ctrl-C ends it).\n"
        assert _status(port, "/_stcore/health") == 200
        assert _handshake(port, f"127.0.0.1:{port}") == 101
        assert _handshake(port, "foreign") == 403
        assert _handshake(port, f"127.0.0.1:{port}", Origin=f"http://127.0.0.1:{port}") == 101
        for origin in ("http://127.0.0.1:3000", "http://localhost:3000", "https://foreign", "null"):
            assert _handshake(port, f"127.0.0.1:{port}", Origin=origin) == 403
            assert _status(port, "/_stcore/health", Origin=origin) == 403
        assert _status(port, "/_stcore/metrics") == 404
        for path in ("/", "/compare", "/_stcore/health", "/_stcore/metrics", "/none/none.js"):
            assert HEADERS.items() <= _headers(port, path).items(), path
        server.send_signal(signal.SIGINT)
        out, error = server.communicate(timeout=30)
    assert (server.returncode, out) == (0, "")
    assert error.endswith("origin=None, host=foreign\n")
    assert error.count("\n") == 1


@pytest.mark.validate
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("n_messages", [0, 1, 4, 12, 20])
def test_server_that_is_stopped_while_it_compiles_ends_cleanly(environment, n_messages, number):
    """The first visit compiles in its own thread and in the one that warms up."""
    port = _free_port()
    command = [sys.executable, "-m", "sergiojax", "app", "--port", str(port), "--no-browser"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"]) as visit:
            visit.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            for _ in range(n_messages):
                visit.recv(timeout=60)
            server.send_signal(number)
            out, error = server.communicate(timeout=30)
    assert (server.returncode, out, error) == (0, "", "")


def _headers(port: int, path: str) -> dict[str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    headers = connection.getresponse().headers
    connection.close()
    return {name.title(): value for name, value in headers.items()}


def _status(port: int, path: str, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    status = connection.getresponse().status
    connection.close()
    return status


def _handshake(port: int, host: str, **headers: str) -> int:
    """Status of the answer to a WebSocket's first request."""
    return _status(
        port,
        "/_stcore/stream",
        Host=host,
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        **headers,
    )
