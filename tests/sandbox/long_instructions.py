#!/usr/bin/env python3
"""Guests that spend all their time in long instructions (table.copy, memory.init ...), which the runtime carries out: they
can be killed, stopped, and halted for a fork of another thread as if they computed.

usage: long_instructions.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 60  # forever, before
ELEMENTS, BYTES = 1_000_000, 6_000_000

INSTRUCTIONS = {
    "table.copy": f"(table.copy $t $t (i32.const 1) (i32.const 0) (i32.const {ELEMENTS - 1}))",
    "table.copy downwards": f"(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const {ELEMENTS - 1}))",
    "table.fill": f"(table.fill $t (i32.const 0) (ref.null func) (i32.const {ELEMENTS}))",
    "table.init": f"(table.init $t $elements (i32.const 0) (i32.const 0) (i32.const {ELEMENTS}))",
    "memory.init": f"(memory.init $other $bytes (i32.const 0) (i32.const 0) (i32.const {BYTES}))",
    "memory.copy": f"(memory.copy $other $other (i32.const 8) (i32.const 0) (i32.const {BYTES}))",
    "memory.fill": f"(memory.fill $other (i32.const 0) (i32.const 7) (i32.const {BYTES}))",
    "memory.grow": "(drop (memory.grow $other (i32.const 0)))",
}

# The pid of a fork comes to 0; who waits for it has its number at 20.
PROGRAM = """(module
  (import "wasix_32v1" "proc_fork" (func $fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_signal" (func $signal (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $join (param i32 i32 i32) (result i32)))
  (import "wasix_32v1" "proc_exit2" (func $exit (param i32)))
  (import "wasix_32v1" "thread_sleep" (func $sleep (param i64) (result i32)))
  (import "wasix_32v1" "thread_spawn_v2" (func $spawn (param i32 i32) (result i32)))
  (memory $shared (export "memory") 1 1 shared)
  (memory $other 100)
  (table $t {elements} funcref)
  {segment}
  (func $busy (loop $forever {instruction} (br $forever)))
  (func (export "wasi_thread_start") (param i32 i32) (call $busy))
  (func $join_child (param $pid i32)
    (i32.store (i32.const 16) (i32.const 1))
    (i32.store (i32.const 20) (local.get $pid))
    (drop (call $join (i32.const 16) (i32.const 0) (i32.const 32))))
  (func $fork_and_join
    (drop (call $fork (i32.const 1) (i32.const 0)))
    (if (i32.eqz (i32.load (i32.const 0))) (then (call $exit (i32.const 0))))
    (call $join_child (i32.load (i32.const 0))))
  (func $attacker {attack})
  (func (export "_start") (local $child i32) (local $left i32)
    (drop (call $fork (i32.const 1) (i32.const 0)))
    (if (i32.eqz (i32.load (i32.const 0))) (then (call $attacker)))
    (local.set $child (i32.load (i32.const 0)))
    (drop (call $sleep (i64.const 200000000)))
    (local.set $left (i32.const 50))
    (loop $more
      (drop (call $signal (local.get $child) (i32.const {first})))
      (call $fork_and_join)
      (drop (call $signal (local.get $child) (i32.const {second})))
      (drop (call $sleep (i64.const 1000000)))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (drop (call $signal (local.get $child) (i32.const 9)))
    (call $join_child (local.get $child))
    (call $exit (i32.load8_u (i32.const 36)))))
"""

ALONE = "(call $busy)"
# One thread is busy, the other one forks: for that the first has to halt.
FORKING = """(drop (call $spawn (i32.const 800) (i32.const 8)))
             (loop $forever (call $fork_and_join) (br $forever))"""


class LongInstructions(unittest.TestCase):
    wasixc = work = None

    def run_program(self, name, attack, first, second):
        """Its status: the signal that has ended the attacker."""
        segment = ""
        if name == "table.init":
            segment = f'(elem $elements funcref {"(ref.null func) " * ELEMENTS})'
        elif name == "memory.init":
            segment = f'(data $bytes "{"a" * BYTES}")'
        text, module, program = (self.work / f"long{suffix}" for suffix in (".wat", ".wasm", ""))
        text.write_text(PROGRAM.format(elements=ELEMENTS, segment=segment, instruction=INSTRUCTIONS[name], attack=attack, first=first,
                                       second=second))
        toolchain.build(["wat2wasm", "--enable-all", text, "-o", module])
        toolchain.build([self.wasixc, "-O1", module, "-o", program])
        return subprocess.run([program], env={}, timeout=TIME_LIMIT).returncode

    def test_can_be_killed_and_stopped(self):
        for name in INSTRUCTIONS:
            with self.subTest(name):
                self.assertEqual(self.run_program(name, ALONE, 19, 18), 9)  # STOP, CONT

    def test_halts_for_a_fork_while_others_signal(self):
        for name in ("table.copy", "memory.init", "table.init"):
            with self.subTest(name):
                self.assertEqual(self.run_program(name, FORKING, 23, 28), 9)  # URG, WINCH


if __name__ == "__main__":
    sys.exit(runner.run_case(LongInstructions, __doc__, "build/long-instructions"))
