"""One test of the public WASI test suite: what its NAME.json asks for, and the process that has to do it.

A specification is a list of operations that are performed in order:

  run       starts the program with "args", "env" and "dirs" or "root"
  write     "payload" to its "id", which is stdin
  read      "payload" from its "id", stdout or stderr
  connect   to the address that the program prints as its first line; "send" and "recv" a "payload" there
  kill      sends it "signal"
  wait      closes stdin and compares "exit_code"

The older form, without "operations", says the same with the fields of `run` and `wait`, and "stdout" and "stderr" for
all that these print.
"""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import threading

import toolchain

TIME_LIMIT = 60


class Failure(Exception):
    """The test did not do what its specification says; the text shows how."""


def specification(module):
    path = module.with_suffix(".json")
    return json.loads(path.read_text()) if path.exists() else {}


def operations(specified):
    if "operations" in specified:
        return specified["operations"]
    wait = {"type": "wait", "exit_code": specified.get("exit_code", 0)}
    wait |= {name: specified[name] for name in ("stdout", "stderr") if specified.get(name) is not None}
    return [{**specified, "type": "run"}, wait]


def require(label, expected, actual):
    if expected != actual:
        raise Failure(f"{label} is {actual!r}, expected {expected!r}")


class Test:
    """Performs the operations of one test; `work` is a folder of its own."""

    def __init__(self, module, wasixc, work):
        self.module, self.wasixc, self.work = module, wasixc, pathlib.Path(work)
        self.specified = specification(module)
        self.process = self.watchdog = None
        self.is_late = False
        self.outputs = {"stdout": b"", "stderr": b""}
        self.connections = {}

    def perform(self):
        performers = {name: getattr(self, "do_" + name) for name in
                      ("run", "write", "read", "wait", "connect", "send", "recv", "kill")}
        try:
            for operation in operations(self.specified):
                if operation.get("type") not in performers:
                    raise Failure(f"unknown operation {operation.get('type')!r}")
                performers[operation["type"]](operation)
            if self.process:
                self.end()
        except Failure as failure:
            reason = f"it ran for more than {TIME_LIMIT} seconds" if self.is_late else str(failure)
            raise Failure("\n".join([reason, *self.collected()])) from failure
        finally:
            self.clean_up()

    def copy_of(self, name):
        """A fresh copy of a folder beside the module, without what an earlier run may have left there."""
        copy = self.work / "folders" / name
        shutil.copytree(self.module.parent / name, copy, symlinks=True, ignore=shutil.ignore_patterns("*.cleanup"),
                        dirs_exist_ok=True)
        return copy

    def grants(self, run):
        flags = []
        if run.get("root"):
            copy = self.copy_of(run["root"])
            flags += ["--dir", f"{copy}::/", "--dir", f"{copy}::{run['root']}"]
        for name in run.get("dirs", []):
            flags += ["--dir", f"{self.copy_of(name)}::{name}"]
        if "sockets" in self.specified.get("proposals", []):
            flags += ["--net", "all"]
        for name, value in run.get("env", {}).items():
            flags += ["--env", f"{name}={value}"]
        return flags

    def do_run(self, run):
        executable, module = self.work / "program", self.module
        try:
            if module.suffix == ".wat":
                module = self.work / "program.wasm"
                toolchain.build(["wat2wasm", "--enable-all", self.module, "-o", module])
            toolchain.build([self.wasixc, module, "-o", executable, *self.grants(run)])
        except toolchain.BuildError as error:
            raise Failure(str(error)) from error
        self.process = subprocess.Popen([executable, *run.get("args", [])], env={}, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.watchdog = threading.Timer(TIME_LIMIT, self.interrupt)
        self.watchdog.start()

    def interrupt(self):
        self.is_late = True
        self.process.kill()

    def stream(self, name, *possible):
        if name not in possible:
            raise Failure(f"{name!r} is no stream for that")
        return getattr(self.process, name)

    def do_write(self, write):
        stream = self.stream(write.get("id", "stdin"), "stdin")
        stream.write(write.get("payload", "").encode())
        stream.flush()

    def do_read(self, read):
        payload, name = read.get("payload", "").encode(), read.get("id", "stdout")
        got = self.stream(name, "stdout", "stderr").read(len(payload))
        self.outputs[name] += got
        require(name, payload, got)

    def do_connect(self, connect):
        require("the protocol", "tcp", connect.get("protocol_type", "tcp"))
        line = self.process.stdout.readline()
        self.outputs["stdout"] += line
        host, _, port = line.decode(errors="replace").strip().rpartition(":")
        if not port.isdigit():
            raise Failure(f"{line!r} is no address")
        self.connections[connect.get("id", "server")] = socket.create_connection((host, int(port)), TIME_LIMIT)

    def do_send(self, send):
        self.connections[send["id"]].sendall(send.get("payload", "").encode())

    def do_recv(self, receive):
        payload, got = receive.get("payload", "").encode(), b""
        while len(got) < len(payload) and (part := self.connections[receive["id"]].recv(len(payload) - len(got))):
            got += part
        require(f"what {receive['id']} sent", payload, got)

    def do_kill(self, kill):
        self.process.send_signal(signal.Signals[kill.get("signal", "SIGTERM")])

    def do_wait(self, wait):
        status = self.end()
        require("the exit status", wait.get("exit_code", 0), status)
        for name in ("stdout", "stderr"):
            text = self.outputs[name].decode(errors="backslashreplace")
            require(name, wait.get(name, text), text)

    def end(self):
        """Lets the program see the end of its input, and end; returns its status."""
        stdout, stderr = self.process.communicate()
        self.watchdog.cancel()
        status, self.process = self.process.returncode, None
        self.outputs["stdout"] += stdout
        self.outputs["stderr"] += stderr
        return status

    def collected(self):
        return [text.decode(errors="backslashreplace") for text in self.outputs.values() if text]

    def clean_up(self):
        for connection in self.connections.values():
            connection.close()
        if self.process:
            self.watchdog.cancel()
            self.process.kill()
            self.process.communicate()
