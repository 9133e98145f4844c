"""`sergiojax app`: the web app, started from any folder."""

import errno
import importlib
import ipaddress
import os
import runpy
import signal
import socket
import sys
import threading
import time
import webbrowser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sergiojax.cli._refusal import BAD_FILE, RefusalError, refuse

_PACKAGE = Path(__file__).parents[1]
_LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
_OPEN = "SERGIOJAX_APP_OPEN"  # what `ui.work.at_start` reads
_AT_ONCE = 64 << 20  # bytes of cells that are read twice, to be sure before the server starts
_ALLOWED_HOSTS = "STREAMLIT_SERVER_ALLOWED_HOSTS"  # Streamlit's own variable: names, with spaces


def app(
    *,
    port: Annotated[
        int,
        typer.Option(min=1, max=65535, envvar="STREAMLIT_SERVER_PORT", help="Port to listen on."),
    ] = 8501,
    address: Annotated[
        str,
        typer.Option(
            envvar="STREAMLIT_SERVER_ADDRESS",
            help="Address to listen on; any other address lets others in, without a password.",
        ),
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the app in the browser.")
    ] = True,
    cells: Annotated[
        Path | None,
        typer.Option(
            "--open",
            metavar="FILE",
            help="File or folder of cells of any size that every visitor finds on the Cells page.",
        ),
    ] = None,
) -> None:
    """Start the app in which you draw networks; Ctrl-C ends it."""
    script = find_script()
    check_port(address, port=port)
    if cells is not None:
        check_cells(cells)
        os.environ[_OPEN] = str(cells.resolve())
    # Streamlit reads .streamlit/config.toml next to the script after the one in the working folder,
    # which would belong to another project.
    os.chdir(script.parent)
    sys.argv = ["streamlit", "run", str(script), *streamlit_flags(address, port=port)]
    # Until Streamlit handles Ctrl-C itself, its imports would answer with a traceback.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    announcer = threading.Thread(
        target=_announce, args=(address, port), kwargs={"browser": browser}, daemon=True
    )
    announcer.start()
    # Before the other imports: Plotly, which it loads, would find pandas half imported.
    importlib.import_module("streamlit")
    threading.Thread(target=_import_ahead, daemon=True).start()
    try:
        runpy.run_module("streamlit", run_name="__main__", alter_sys=False)
    except SystemExit as ended:
        _leave(ended.code)
    _leave(0)


def _leave(status: object) -> NoReturn:
    """End the process at once: threads that still import or compile would abort a slower end."""
    if isinstance(status, str):
        typer.echo(status, err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))


def _import_ahead() -> None:
    """Load what every page needs while the server starts, to spare the first visitor the wait."""
    for package in ("api", "datasets", "analysis", "plot"):
        module = importlib.import_module(f"sergiojax.{package}")
        for name in module.__all__:  # some load when they are first asked for
            getattr(module, name)


def find_script() -> Path:
    """Return the server's script: inside an installed package, or next to it in a checkout.

    Raises:
        RefusalError: If it was not installed.
    """
    for script in (_PACKAGE / "_app" / "serve.py", _PACKAGE.parent / "serve.py"):
        if script.is_file():
            return script
    raise RefusalError("This installation lacks the app; install the wheel again.", status=BAD_FILE)


def check_port(address: str, *, port: int) -> None:
    """Refuse a port or an address on which no server can listen.

    Raises:
        RefusalError: With the reason.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RefusalError(
                f"Port {port} is in use, perhaps by this app; choose another one with --port.",
                status=BAD_FILE,
            ) from error
        reason = str(error.strerror).partition(" (")[0]  # Python appends the address in parentheses
        raise RefusalError(f"Cannot listen on {address}, port {port}: {reason}.") from error


def check_cells(path: Path) -> None:
    """Refuse what holds no cells before the server starts: a small file whole, a large by its head.

    Raises:
        RefusalError: With the reason.
    """
    if not path.exists():
        raise RefusalError(f"{path}: there is no such file.", status=BAD_FILE)
    from sergiojax.io import list_matrices, open_cells
    from sergiojax.io.readers import check_head

    files = path.rglob("*") if path.is_dir() else [path]
    n_bytes = sum(file.stat().st_size for file in files if file.is_file())
    with refuse(ValueError, status=BAD_FILE):
        if n_bytes > _AT_ONCE:
            check_head(path)
        elif not list_matrices(open_cells(path).cells):
            raise ValueError(f"{path} holds no expression: neither X nor raw nor a layer.")


def streamlit_flags(address: str, *, port: int) -> list[str]:
    """Return the settings that override the app's config.toml on this start."""
    flags = [
        f"--server.port={port}",
        f"--server.address={address}",
        # Streamlit's greeting asks a public server for the address of this machine.
        "--logger.hideWelcomeMessage=true",
        "--logger.level=warning",
    ]
    allowed = address in _LOCAL_HOSTS or _is_wildcard(address) or _ALLOWED_HOSTS in os.environ
    if not allowed:  # the list in config.toml is replaced, not extended
        flags += [f"--server.allowedHosts={host}" for host in (*_LOCAL_HOSTS, address)]
    return flags


def _announce(address: str, port: int, *, browser: bool) -> None:
    """Print the address, and open it, once the server listens."""
    host = "127.0.0.1" if _is_wildcard(address) else address
    while not _answers(host, port):
        time.sleep(0.1)
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    typer.echo(f"The app runs at {url} (Ctrl-C ends it).")
    if _is_wildcard(address) and _ALLOWED_HOSTS not in os.environ:
        typer.echo(f"Other machines are refused: name this one in {_ALLOWED_HOSTS}.")
    if browser and _has_display():
        webbrowser.open(url)


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _is_wildcard(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return False


def _has_display() -> bool:
    """Return whether a window can open; otherwise a text browser might start in the terminal."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
