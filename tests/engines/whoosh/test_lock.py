"""The write lock dies with its holder, and only then."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest
from groups import fill

from searchkit.engines.whoosh import files
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.engines.whoosh.lock import LOCK_NAME, WriteLock, read_holder
from searchkit.errors import IndexLockedError

HOLDER = """
import os, sys, time
from pathlib import Path
from searchkit.engines.whoosh.lock import WriteLock
lock = WriteLock(Path(sys.argv[1]))
if sys.argv[2] == "with child" and os.fork() == 0:
    os.close(1)
    time.sleep(600)
print("held", os.getpid(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path):
    return WhooshEngine.create(tmp_path / "index").path


def holder(folder, how="alone"):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), how], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout.readline().startswith("held")
    return process


@pytest.mark.parametrize("how", ["alone", "with child"])
def test_a_killed_holder_leaves_no_lock_even_when_a_child_of_it_lives_on(folder, how):
    process = holder(folder, how)
    try:
        with pytest.raises(IndexLockedError) as caught:
            WriteLock(folder)
        assert caught.value.holder == process.pid
        process.kill()
        process.wait()
        assert read_holder(folder / LOCK_NAME)[0] == process.pid
        WriteLock(folder, wait=5).release()
    finally:
        process.stdout.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_stopped_holder_is_named_and_not_waited_for_longer_than_asked(folder):
    process = holder(folder)
    try:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(IndexLockedError, match=rf"process {process.pid} .*--wait"):
            WriteLock(folder, wait=0.2)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def test_a_lock_given_back_twice_is_given_back(folder):
    lock = WriteLock(folder)
    lock.release()
    lock.release()
    assert (folder / LOCK_NAME).read_bytes() == b""
    WriteLock(folder).release()


@pytest.mark.parametrize("text", ["", "rubbish", "12", "x 2031-05-02T10:00:00+00:00", "12 yesterday", "\xff"])
def test_a_lock_file_that_says_nothing_is_no_error(folder, text):
    (folder / LOCK_NAME).write_text(text, encoding="latin-1")
    assert read_holder(folder / LOCK_NAME) == (None, None)


def test_an_interrupt_right_after_the_switch_does_not_take_the_commit_apart(folder, monkeypatch):
    engine = WhooshEngine(folder)
    switch = files.switch

    def interrupted(*arguments):
        switch(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt), engine.writer() as writer:
        patched.setattr(files, "switch", interrupted)
        fill(writer, range(5))
        writer.commit()
    assert engine.check().sound
    assert engine.snapshot().stats().articles == 5
    engine.writer().close()
    assert engine.check().sound
