#!/usr/bin/env python3
"""Looks at the address space of a running tree of processes from outside: what can be written, what can be executed, and what
lies around memories.

usage: address_space.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

GIGABYTE = 1 << 30
FRONT, REACH = 2 * GIGABYTE, 8 * GIGABYTE
PARKED = 2 << 20
MARK = b"mark of the address space "
PROCESSES = 5


class Mapping:
    def __init__(self, line):
        span, self.rights, _, _, _, *name = line.split(maxsplit=5)
        self.begin, self.end = (int(part, 16) for part in span.split("-"))
        self.name = name[0].strip() if name else ""

    def __repr__(self):
        return f"{self.begin:x}-{self.end:x} {self.rights} {self.name}"


class AddressSpace(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        shutil.rmtree(cls.work / "ro", ignore_errors=True)
        (cls.work / "ro").mkdir(parents=True)
        module, cls.program = cls.work / "address_space.wasm", cls.work / "ro/self"
        toolchain.build([*toolchain.guest_compiler("x.c"), "-O1", "-w", "-I", toolchain.ROOT, HERE / "address_space.c",
                         "-o", module])
        toolchain.build([cls.wasixc, module, "-o", cls.program, "--dir", f"{cls.work}/ro::/ro:ro"])

    def start(self, *prefix):
        return subprocess.Popen([*prefix, self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})

    def look(self, process):
        """The mappings of the tree once all of it runs, and which of them hold a mark."""
        self.assertEqual(process.stdout.readline(), b"ready\n")
        try:
            maps = [Mapping(line) for line in open(f"/proc/{process.pid}/maps")]
            memory = open(f"/proc/{process.pid}/mem", "rb", buffering=0)
        except PermissionError:
            self.skipTest("the program's address space is hidden")
        with memory:
            return maps, [m for m in maps if MARK in self.content(memory, m)], memory

    @staticmethod
    def content(memory, mapping):
        """Without the pages that nothing may touch."""
        if not mapping.rights.startswith("rw"):
            return b""
        content = b""
        for at in range(mapping.begin, min(mapping.end, mapping.begin + (16 << 20)), 65536):
            try:
                memory.seek(at)
                content += memory.read(min(65536, mapping.end - at))
            except OSError:
                pass
        return content

    def test_what_lies_where(self):
        process = self.start()
        try:
            maps, memories, _ = self.look(process)
            process.stdin.close()
            self.assertEqual(process.wait(60), 0)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

        for mapping in maps:
            self.assertFalse("w" in mapping.rights and "x" in mapping.rights, mapping)
            if "x" in mapping.rights and mapping.name not in ("[vdso]", "[vsyscall]"):
                self.assertEqual(pathlib.Path(mapping.name), self.program.resolve())

        # A memory may consist of several mappings. What a fork has moved aside holds marks too, but is no memory: it only
        # has to be apart from everything else.
        spans = self.accessible_spans(maps)
        count = 0
        for i, (begin, end) in enumerate(spans):
            if not any(begin <= memory.begin < end for memory in memories):
                continue
            before = begin - (spans[i - 1][1] if i > 0 else 0)
            reach = (spans[i + 1][0] if i + 1 < len(spans) else 1 << 47) - begin
            self.assertGreaterEqual(min(before, reach - (end - begin)), PARKED, hex(begin))
            count += before >= FRONT and reach >= REACH
        self.assertGreaterEqual(count, PROCESSES)

    @staticmethod
    def accessible_spans(maps):
        spans = []
        for mapping in maps:
            if mapping.rights.startswith("--"):
                continue
            if spans and spans[-1][1] == mapping.begin:
                spans[-1][1] = mapping.end
            else:
                spans.append([mapping.begin, mapping.end])
        return spans

    def test_nothing_is_ever_writable_and_executable(self):
        if not shutil.which("strace"):
            self.skipTest("no strace")
        trace = self.work / "trace"
        process = self.start("strace", "-f", "-qq", "-o", trace, "-e", "trace=mmap,mprotect,pkey_mprotect,execve")
        out, _ = process.communicate(timeout=60)
        if process.returncode != 0 or not trace.exists():
            self.skipTest("strace does not work here")
        calls = trace.read_text()
        self.assertIn("PROT_READ", calls)
        self.assertNotRegex(calls, r"PROT_WRITE\|PROT_EXEC|PROT_EXEC\|PROT_WRITE")
        # What becomes executable is a file's, mapped privately and for reading: that of the program that was executed.
        executable = re.findall(r".*PROT_EXEC.*", calls)
        for call in executable:
            self.assertRegex(call, r"mmap\(0x[0-9a-f]+, \d+, PROT_READ\|PROT_EXEC, MAP_PRIVATE\|MAP_FIXED, \d+,")


if __name__ == "__main__":
    sys.exit(runner.run_case(AddressSpace, __doc__, "build/address-space"))
