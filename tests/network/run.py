#!/usr/bin/env python3
"""What a compiled program can reach of the network under many rules of --net: tests/network/probe.c from the outside.

usage: run.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import pathlib
import socket
import struct
import subprocess
import sys
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

ACCES, AGAIN, INVAL, MFILE, NOENT, CONNREFUSED = "2", "6", "28", "33", "44", "14"


class Network(unittest.TestCase):
    maxDiff = None
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        cls.module, cls.program = cls.work / "probe.wasm", cls.work / "probe"
        toolchain.build([*toolchain.guest_compiler("probe.c"), "-O1", HERE / "probe.c", "-o", cls.module])
        toolchain.build([cls.wasixc, cls.module, "-o", cls.program])

    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def tearDown(self):
        self.listener.close()

    def run_program(self, rules, *actions, program=None, wrapper=()):
        environment = {"WASIXC_OPTIONS": f"--net {rules}"} if rules else {}
        return subprocess.run([*wrapper, program or self.program, *actions], env=environment, capture_output=True, text=True,
                              timeout=60)

    def results(self, rules, *actions, **arguments):
        done = self.run_program(rules, *actions, **arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split("\n")[:-1]

    def test_rules_of_the_command_line_are_checked_and_baked_in(self):
        done = subprocess.run([self.wasixc, self.module, "-o", self.work / "x", "--net", "connect:example.org"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no rule for the network in the value of '--net connect:example.org'", done.stderr)
        program = self.work / "granted"
        toolchain.build([self.wasixc, self.module, "-o", program, "--net", f"connect:127.0.0.1:{self.port}"])
        self.assertEqual(self.results(None, f"connect=127.0.0.1:{self.port}", program=program), ["ok"])
        self.assertEqual(self.results("listen:127.0.0.1", f"connect=127.0.0.1:{self.port}", program=program), [ACCES])

    def test_a_wrong_rule_in_the_environment_stops_the_program(self):
        done = self.run_program("nonsense")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "probe: WASIXC_OPTIONS: no rule for the network in the value of '--net'\n")

    def test_the_first_refusal_is_explained(self):
        done = self.run_program("connect:10.0.0.1", "connect=127.0.0.1:80", "listen=127.0.0.1:81")
        self.assertEqual(done.stdout, f"{ACCES}\n{ACCES}\n")
        self.assertEqual(done.stderr, "probe: note: cannot connect to 127.0.0.1:80: not granted; run it with "
                                      "WASIXC_OPTIONS='--net connect:127.0.0.1:80' or compile it with --net\n")

    def test_descriptors_of_the_host_run_out_before_the_runtimes(self):
        self.assertEqual(self.results(None, "many=32", wrapper=["prlimit", "--nofile=64:64"]), [f"some {MFILE}"])

    def test_ports_and_addresses(self):
        inside, outside = f"127.0.0.1:{self.port}", f"127.0.0.1:{self.port ^ 1}"
        for rule in (f"127.0.0.1:{self.port}", f"connect:*:{self.port}", f"connect:127.0.0.0/30:{self.port}"):
            self.assertEqual(self.results(rule, f"connect={inside}", f"connect={outside}", f"send={inside}",
                                          f"send={outside}", f"connect=127.0.0.8:{self.port}"),
                             ["ok", ACCES, "ok", ACCES, CONNREFUSED if "*" in rule else ACCES])

    def test_this_host_under_other_names(self):
        """Rules for other addresses do not lead to services on this host."""
        spellings = [f"{action}={address}:{self.port}" for action in ("connect", "send")
                     for address in ("0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "[::ffff:0.0.0.0]", "[::1]", "127.0.0.1",
                                     "127.1.2.3", "255.255.255.255")]
        for rule in ("connect:10.0.0.0/8", "connect:[fd00::/8]", "listen", "listen:127.0.0.0/8", "connect:[::ffff:0:0/96]",
                     "connect:0.0.0.0/8", "connect:[::/96]"):
            with self.subTest(rule=rule):
                allowed = "[::1]" if rule == "connect:[::/96]" else None
                for spelling, result in zip(spellings, self.results(rule, *spellings)):
                    if not (allowed and allowed in spelling):
                        self.assertEqual(result, ACCES, spelling)

    def test_listening(self):
        self.assertEqual(self.results("listen:127.0.0.1", "listen=127.0.0.1:0", "datagram=127.0.0.1:0", "listen=0.0.0.0:0",
                                      "datagram=0.0.0.0:9", "listen=[::]:0", "listen=[::1]:0", "datagram=127.0.0.2:9999"),
                         ["ok", "ok", ACCES, ACCES, ACCES, ACCES, ACCES])
        self.assertEqual(self.results("listen:[::/0]", "listen=[::1]:0", "listen=[::]:0"), ["ok", ACCES])
        self.assertEqual(self.results("listen", "listen=[::]:0", "listen=0.0.0.0:0"), ["ok", "ok"])
        self.assertEqual(self.results("connect", "listen=127.0.0.1:0", "listen=0.0.0.0:0", "datagram=127.0.0.1:9999"),
                         [ACCES, ACCES, ACCES])

    def test_groups(self):
        self.assertEqual(self.results("listen:224.0.0.0/4", "group=224.0.0.251", "group=[ff02::fb]"), ["ok", ACCES])
        self.assertEqual(self.results("connect", "group=224.0.0.251", "group=[ff02::fb]"), [ACCES, ACCES])

    def test_names_need_their_own_rule(self):
        self.assertEqual(self.results("connect", "resolve=localhost", "resolve=name.test"),
                         ["127.0.0.1 inet6 0.0.0.0 ok", ACCES])
        self.assertEqual(self.results("resolve", "resolve=" + "x" * 254), [INVAL])

    def test_names_are_asked_of_the_host_s_servers(self):
        """In a mount namespace with files of its own in place of /etc/resolv.conf and /etc/hosts."""
        (self.work / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        (self.work / "hosts").write_text("192.0.2.44 hosts.test\n")
        script = f'mount --bind {self.work}/resolv.conf /etc/resolv.conf && mount --bind {self.work}/hosts /etc/hosts && exec "$@"'
        wrapper = ["unshare", "--mount", "sh", "-c", script, "sh"]
        if subprocess.run([*wrapper, "true"], capture_output=True).returncode != 0:
            self.skipTest("needs to be root")
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            server.bind(("127.0.0.1", 53))
        except OSError:
            self.skipTest("port 53 is taken")
        with server:
            threading.Thread(target=serve_names, args=[server], daemon=True).start()
            self.assertEqual(self.results("resolve", "resolve=hosts.test", "resolve=two.test", "resolve=missing.test",
                                          "resolve=broken.test", "resolve=bad..name", wrapper=wrapper),
                             ["192.0.2.44 ok", "192.0.2.1 192.0.2.2 ok", NOENT, AGAIN, INVAL])


def serve_names(server):
    """Knows two.test; says of missing.test that it does not exist, and of broken.test that something failed."""
    while True:
        try:
            question, client = server.recvfrom(512)
        except OSError:
            return
        end = question.index(b"\0", 12) + 5
        name = question[12:end - 5]
        kind = struct.unpack(">H", question[end - 4:end - 2])[0]
        answers = [bytes([192, 0, 2, i]) for i in (1, 2)] if name == b"\x03two\x04test" and kind == 1 else []
        code = 2 if name.startswith(b"\x06broken") else 3 if name.startswith(b"\x07missing") else 0
        reply = question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(answers), 0, 0) + question[12:end]
        for answer in answers:
            reply += struct.pack(">HHHIH", 0xC00C, 1, 1, 60, 4) + answer
        server.sendto(reply, client)


def main():
    parser = runner.parser(__doc__, "build/network")
    options, rest = parser.parse_known_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    Network.wasixc, Network.work = options.wasixc.absolute(), options.work.absolute()
    return 0 if unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
