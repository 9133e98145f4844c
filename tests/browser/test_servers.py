"""A shared server ends with its last user, and never stays behind."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import servers

SERVE = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


def use(users: Path) -> int:
    descriptor = os.open(users, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@pytest.mark.parametrize("is_ended_early", [False, True])
def test_a_shared_server_ends_with_its_last_user(tmp_path, is_ended_early):
    users, address = tmp_path / "users", tmp_path / "url"
    address.touch()
    held = [use(users), use(users)]
    served = [sys.executable, "-c", SERVE]
    command = [sys.executable, servers.__file__, str(users), str(address), *served]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        server = int(keeper.stdout.readline())
        os.close(held.pop())
        os.kill(server, 0)  # it is there
        assert keeper.poll() is None
        assert address.exists()
        if is_ended_early:  # as by whoever stops the whole run
            keeper.terminate()
        else:
            os.close(held.pop())
        assert keeper.wait(timeout=10) == 0
    assert address.exists() is is_ended_early
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    for descriptor in held:
        os.close(descriptor)
