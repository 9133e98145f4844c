"""What holds for all commands: help, version, usage errors, and how the process ends."""

import re
import subprocess
import sys

import pytest

from sergiojax import __version__
from sergiojax.cli import _main


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_help_lists_the_commands(run, words):
    ended = run(*words)
    assert ended.status == 0
    commands = [line.split()[0] for line in ended.out.partition("Commands:\n")[2].splitlines()]
    assert commands == ["simulate", "screen", "check", "convert", "examples", "app", "learn"]


@pytest.mark.parametrize("command", ["simulate", "screen", "check", "convert", "examples", "app"])
def test_every_command_explains_itself(run, command):
    ended = run(command, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"Usage: sergiojax {command}")
    assert len(ended.out.splitlines()) < 50


def test_version_is_that_of_the_package(run):
    assert run("--version") == (0, f"sergiojax {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["simulat"], "No such command 'simulat'"),
        (["--nonesuch"], "No such option: --nonesuch"),
        (["simulate"], "Missing argument"),
        (["simulate", "toggle-switch"], "Missing option '--output' / '-o'"),
        (["simulate", "toggle-switch", "-o", "c.csv", "--seed", "x"], "Invalid value for '--seed'"),
        (["app", "--port", "0"], "Invalid value for '--port'"),
    ],
)
def test_bad_usage_ends_with_2(refuse, words, sentence):
    assert sentence in refuse(*words, status=2)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Interrupted."),
        (MemoryError(), 1, "This machine does not have enough memory; ask for fewer cells."),
        (PermissionError(13, "Permission denied", "net.csv"), 1, "net.csv: Permission denied."),
    ],
)
def test_what_stops_a_command_is_said_in_one_sentence(refuse, monkeypatch, error, status, sentence):
    def fail() -> None:
        raise error

    monkeypatch.setattr("sergiojax.datasets.list_examples", fail)
    assert refuse("examples", status=status) == sentence


def test_errors_of_our_own_keep_their_traceback(run, monkeypatch):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sergiojax.datasets.list_examples", fail)
    with pytest.raises(ZeroDivisionError):
        _main.main(["examples"])


def test_package_runs_as_a_module(folder, environment):
    command = [sys.executable, "-m", "sergiojax", "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"sergiojax {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "gigabytes", "sentence"),
    [
        (["simulate", "cascade", "-o", "c.h5ad"], 1.5, r"The command needs \d\.\d GB of address "),
        (
            ["check", "cascade"],
            1.5,
            r".* but may use only 1\.5 GB; raise the limit \(ulimit -v\)\.$",
        ),
        (["convert", "cascade", "net.json"], 0.5, r"The command needs 0\.8 GB of address space"),
    ],
)
def test_limit_of_memory_is_said_before_the_compiler_aborts(
    refuse, folder, monkeypatch, words, gigabytes, sentence
):
    monkeypatch.setattr("resource.getrlimit", lambda _: (gigabytes * 1e9, gigabytes * 1e9))
    assert re.match(sentence, refuse(*words, status=1))
    assert not list(folder.iterdir())


@pytest.mark.validate
def test_process_with_too_little_memory_says_so_and_nothing_else(folder, environment):
    """Above the limit that is refused, what does not fit ends in a sentence, too."""
    refused = 0
    for megabytes in (500, 1_000, 2_000, 2_600, 2_800, 3_200):
        words = ["simulate", "random-100", "--cells", "20000", "--burn-in", "0.1", "-o", "c.csv"]
        code = (
            "import resource, runpy, sys; "
            f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes}_000_000,) * 2); "
            f"sys.argv = ['sergiojax', *{words}]; "
            "runpy.run_module('sergiojax', run_name='__main__')"
        )
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            (folder / "c.csv").unlink()
            continue
        refused += 1
        assert (done.returncode, done.stdout) == (1, ""), megabytes
        assert re.fullmatch(r"sergiojax: .*(memory|address space).*\.\n", done.stderr), megabytes
        assert not list(folder.iterdir())
    assert refused >= 3
