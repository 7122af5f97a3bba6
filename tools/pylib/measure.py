"""Running a program and measuring it: wall time, processor time and peak memory of exactly that process."""

import dataclasses
import os
import subprocess
import tempfile
import time


@dataclasses.dataclass
class Measured:
    status: int
    output: str
    seconds: float
    processor_seconds: float
    peak_megabytes: float


def run(command, env=None, cwd=None):
    """Runs a command with its output collected in a file, so that nothing here competes with it for time."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, env=env, cwd=cwd)
        _, wait_status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(wait_status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Measured(process.returncode, text, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def spawn_microseconds(command):
    """Wall time from posix_spawn to the end of the process, for processes that live less than a millisecond."""
    begin = time.perf_counter_ns()
    pid = os.posix_spawn(command[0], command, {}, file_actions=QUIET)
    _, wait_status = os.waitpid(pid, 0)
    end = time.perf_counter_ns()
    if wait_status != 0:
        raise RuntimeError(f"{command[0]} ended with {os.waitstatus_to_exitcode(wait_status)}")
    return (end - begin) / 1000


QUIET = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in range(3)]
