import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.owner import Emitter, HomeBusyError, HomeLock, OwnerSocket, forward

HOLD = """
import sys, time
from pathlib import Path
from assistant.owner import HomeLock
lock = HomeLock(Path(sys.argv[1]))
assert lock.acquire(0)
lock.write_card(url="http://127.0.0.1:1")
print("held", flush=True)
time.sleep(60)
"""


class Recorder:
    def __init__(self) -> None:
        self.stdout = ""
        self.stderr = ""

    def out(self, text: str) -> None:
        self.stdout += text

    def err(self, text: str) -> None:
        self.stderr += text


def test_second_holder_is_refused_and_told_who_owns_the_home(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        lock = HomeLock(tmp_path)
        assert not lock.acquire(0.1)
        assert lock.owner()["pid"] == holder.pid
        holder.kill()
        holder.wait()
        assert lock.acquire(2)
        lock.release()


def test_requests_reach_the_owner_and_its_words_come_back() -> None:
    def handle(request: dict[str, Any], reply: Emitter) -> int:
        reply.out("应收账款 " + request["argv"][0])
        reply.err("progress")
        return 1

    socket = OwnerSocket(handle)
    recorder = Recorder()
    try:
        code = forward({"socket": str(socket.path)}, {"argv": ["profile"], "cwd": "/", "lang": "zh"}, recorder)
    finally:
        socket.close()
    assert (code, recorder.stdout, recorder.stderr) == (1, "应收账款 profile", "progress")


def test_socket_is_closed_to_other_users() -> None:
    socket = OwnerSocket(lambda request, reply: 0)
    try:
        assert socket.path.stat().st_mode & 0o077 == 0
        assert socket.path.parent.stat().st_mode & 0o077 == 0
    finally:
        socket.close()


def test_dead_socket_says_that_the_home_is_busy(tmp_path: Path) -> None:
    with pytest.raises(HomeBusyError):
        forward({"socket": str(tmp_path / "none.sock"), "pid": 7}, {"argv": []}, Recorder())


def test_a_slow_request_does_not_hold_up_another() -> None:
    begun, answered = threading.Event(), threading.Event()

    def handle(request: dict[str, Any], reply: Emitter) -> int:
        if request["argv"] == ["slow"]:
            begun.set()
            assert answered.wait(60), "the other request was answered meanwhile"
        return 0

    socket = OwnerSocket(handle)
    try:
        slow = threading.Thread(target=forward, args=({"socket": str(socket.path)}, {"argv": ["slow"]}, Recorder()))
        slow.start()
        assert begun.wait(60)
        assert forward({"socket": str(socket.path)}, {"argv": ["quick"]}, Recorder()) == 0
        answered.set()
        slow.join()
    finally:
        socket.close()
