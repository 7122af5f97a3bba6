#!/usr/bin/env python3
"""An echo server and its clients, both guests, under load: 1,000 connections over epoll, then the same with faults.

usage: run.py [--wasixc FILE] [--work DIR] [--connections N] [--messages N]

The faults are real ones: clients that write byte by byte, end connections by a reset, or find no descriptor left on the
server; a disk that is full after some hundred lines of the server's log (for root, who can mount one); and the server is
stopped and continued, which interrupts its epoll_wait. Descriptors and memory of the server have to be flat over the run.
Exits with 77 when wasixc is missing.
"""

import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 60
SMALL_DISK = "size=32k"
GROWTH = 4 << 20  # of resident memory between the first and the last look, for the odd page


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build(name, options):
    module = options.work / f"{name}.wasm"
    source = HERE / f"{name}.c"
    toolchain.build([*toolchain.guest_compiler(source), "-O2", "-Wl,-z,stack-size=262144", source, "-o", module])
    toolchain.build([options.wasixc, module, "-o", options.work / name, "--net", "127.0.0.1", "--dir",
                     f"{options.work / 'disk'}::/disk"])


def on_small_disk(options, command):
    """The command with a disk of its own, in a mount namespace; None where that takes more rights."""
    script = f'mount -t tmpfs -o {SMALL_DISK} none {options.work / "disk"} && exec "$@"'
    wrapper = ["unshare", "--mount", "sh", "-c", script, "sh"]
    return wrapper + command if subprocess.run([*wrapper, "true"], capture_output=True).returncode == 0 else None


class Server:
    """The server's process, and what it takes of the host."""

    def __init__(self, options, port, descriptors=None, has_small_disk=False):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.port = port
        command = [options.work / "echo_server", str(port)]
        limited = on_small_disk(options, [*command, "/disk/log"]) if has_small_disk else None
        self.logs = limited is not None
        self.process = subprocess.Popen(limited or command, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=limit)
        assert self.process.stdout.readline() == "ready\n"

    def descriptors(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def resident(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024

    def interrupt(self):
        self.process.send_signal(signal.SIGSTOP)
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", ("127.0.0.1", self.port))
        output, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, self.process.returncode
        return dict(zip(output.split()[::2], map(int, output.split()[1::2])))


def run_clients(options, server, with_faults):
    command = [options.work / "echo_client", str(server.port), str(options.connections), str(options.messages),
               str(int(with_faults))]
    clients = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    end = time.monotonic() + TIME_LIMIT
    try:
        while clients.poll() is None:
            assert time.monotonic() < end, "the clients take too long"
            time.sleep(0.02)
            if with_faults:
                server.interrupt()
        output = clients.stdout.read()
    finally:
        clients.kill()
        clients.wait()
    assert clients.returncode == 0, f"clients end with {clients.returncode}"
    return dict(zip(output.split()[::2], map(int, output.split()[1::2])))


def wait_until_idle(server, descriptors):
    """The last connections take a moment to be closed."""
    for _ in range(100):
        if server.descriptors() <= descriptors:
            return
        time.sleep(0.05)
    raise AssertionError(f"{server.descriptors()} descriptors are left, {descriptors} at the start")


def load(options, with_faults):
    server = Server(options, free_port(), options.connections // 2 if with_faults else None, with_faults)
    try:
        observe(options, server, with_faults)
    finally:
        server.process.kill()
        server.process.wait()


def observe(options, server, with_faults):
    descriptors = server.descriptors()
    started = time.monotonic()
    rounds, resident = [], []
    for _ in range(2 if with_faults else 3):
        rounds.append(run_clients(options, server, with_faults))
        wait_until_idle(server, descriptors)
        resident.append(server.resident())
    seconds = time.monotonic() - started
    seen = server.end()
    assert seen["open"] == 0, seen
    assert all(r["messages"] == options.connections * options.messages for r in rounds), rounds
    assert resident[-1] - resident[0] < GROWTH, f"resident memory grows: {resident}"
    if with_faults:
        assert seen["refused"] > 0 and seen["resets"] > 0, seen
        assert not server.logs or (seen["full"] > 0 and seen["logged"] > 0), seen
    else:
        assert seen["most"] >= options.connections * 9 // 10 and seen["refused"] == 0, seen
    print(f"{'faults' if with_faults else 'load'}: {seconds:.1f} s, {sum(r['messages'] for r in rounds)} messages, "
          f"server {seen}, resident {[r >> 10 for r in resident]} KiB, descriptors flat at {descriptors}")


def main():
    parser = runner.parser(__doc__, "build/load")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=100, help="per connection and round")
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work = options.work.absolute()
    (options.work / "disk").mkdir(parents=True, exist_ok=True)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    for name in ("echo_server", "echo_client"):
        build(name, options)
    for with_faults in (False, True):
        load(options, with_faults)
    return 0


if __name__ == "__main__":
    sys.exit(main())
