"""call_dynamic, reflect_signature and closures. A program with FOR_LIBRARIES may make closures."""

import signatures
import toolchain
from fixture import FOR_LIBRARIES, DynamicLinking

SIGILL, SIGABRT, SIGSEGV = 132, 134, 139
NOTSUP = 58

DYNAMIC = {
    "dynamic-errors": ["call 0 = 4321", "short values 0 = 21", "short results 0 = -7", "nothing 0 called 1"],
    "host-function": ["host function 0 = 0, pid 1"],
    "reflection": ["mix 0: 1 4 1: 0 1 2 3 -> 1"],
    "recursion": ["sum 500500"],
    "fork": ["child 17"],
    "vfork": ["in child", "child 23"],
    "jump": ["jumped with 5"],
    "signal": ["signal 10", "returned 11"],
}
CLOSURES = {
    "closures": ["calls 101 202 103, uses 2 1", "prepare again 0: 201", "other type 0 0: 1 20 300 4000",
                 "reflects 0: 0 1 1", "free 0 28 28", "other still works: 205", "used again: 1", "not prepared: 28 28"],
    "closure-errors": ["16384 closures"],
    "closure-types": [],
    "closure-forks": ["child 198, parent 2"],
    "closure-jumps": ["jumped with 5"],
}


# Calls a copy of a closure's reference: with no arguments, after it has been freed; with one, after its element has
# become a closure of another type; with two, of the same type again.
STALE_REFERENCE = """(module
  (import "wasix_32v1" "dlopen" (func (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasix_32v1" "closure_allocate" (func $allocate (param i32) (result i32)))
  (import "wasix_32v1" "closure_prepare" (func $prepare (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasix_32v1" "closure_free" (func $free (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $count (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global (export "__stack_pointer") (mut i32) (i32.const 65536))
  (table $table (export "__indirect_function_table") 4 funcref)
  (elem (i32.const 1) $backing)
  (func $backing (param i32 i32 i32) (i32.store (local.get 1) (i32.const 5)))
  (func $new (param $results i32)
    (drop (call $allocate (i32.const 0)))
    (drop (call $prepare (i32.const 1) (i32.load (i32.const 0)) (i32.const 8) (i32.const 0) (i32.const 8) (local.get $results)
      (i32.const 0))))
  (func (export "_start")
    (call $new (i32.const 1))
    (table.set $table (i32.const 2) (table.get $table (i32.load (i32.const 0))))
    (drop (call $free (i32.load (i32.const 0))))
    (drop (call $count (i32.const 4) (i32.const 12)))
    (if (i32.gt_u (i32.load (i32.const 4)) (i32.const 1))
      (then (call $new (i32.sub (i32.load (i32.const 4)) (i32.const 2)))))
    (call $exit (call_indirect (result i32) (i32.const 2)))))
"""


# Exits with the error of closure_allocate.
TABLE = """(module
  (import "wasix_32v1" "dlopen" (func (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasix_32v1" "closure_allocate" (func $allocate (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global (export "__stack_pointer") (mut i32) (i32.const 65536))
  (table (export "__indirect_function_table") 4 funcref)
  (func (export "_start") (call $exit (call $allocate (i32.const 0)))))
"""
FUNCREF_TABLE, TYPED_TABLE = b"\4\4\1\x70\0\4", b"\4\5\1\x63\0\0\4"  # (ref null 0); wat2wasm does not know it


class Calls(DynamicLinking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compile_program("calls.c", "linked", *FOR_LIBRARIES, "-mreference-types", "-DWITH_LINKER")
        cls.compile_program("calls.c", "plain", "-Wl,--export-table", "-mreference-types")
        cls.compile_program("calls.c", "closed", "-mreference-types")

    def test_dynamic_calls(self):
        for program in ("linked", "plain"):
            for action, lines in DYNAMIC.items():
                with self.subTest(program=program, action=action):
                    self.check_program(program, [action], lines)

    def test_closures(self):
        for action, lines in CLOSURES.items():
            with self.subTest(action=action):
                self.check_program("linked", [action], lines)

    def test_types_of_all_kinds(self):
        """Random ones, with up to 40 parameters and results: arguments and results in registers and in memory."""
        module = self.make_module("signatures", signatures.module(count=100, seed=5))
        for options in (["-O0"], ["-O3"]):
            toolchain.build([self.wasixc, "--check-continuations", *options, module, "-o", self.work / "signatures"])
            self.check_program("signatures", [], [], status=0)

    def test_exit_inside(self):
        self.check_program("linked", ["exit"], [], status=33)

    def check_trap(self, action, text, status, lines=(), function=None):
        done = self.run_program("linked", action)
        self.assertEqual((done.stdout.splitlines(), done.returncode), (list(lines), status))
        self.assertIn(text, done.stderr)
        self.assertIn(function or "test_", done.stderr)

    def test_trap_inside(self):
        self.check_trap("trap", "unreachable", SIGABRT, function=" trap\n")

    def test_endless_recursion(self):
        """Whichever stack ends first: it is the guest's."""
        self.check_trap("endless", "trap: ", SIGSEGV, function="without_end")
        self.check_trap("endless-host", "call stack exhausted", SIGSEGV, function="test_endless_host")
        self.check_trap("closure-recursion", "trap: ", SIGSEGV, ["sum 125250"], function="call_again")

    def test_call_of_no_closure(self):
        self.check_trap("call-after-free", "uninitialized element", SIGSEGV)
        self.check_trap("call-unprepared", "uninitialized element", SIGSEGV)
        self.check_trap("wrong-type", "indirect call type mismatch", SIGILL)

    def test_kept_reference_to_freed_closure(self):
        """A reference is no element of the table: it stays after the closure has been freed, and is not that of another type."""
        module = self.make_module("stale", STALE_REFERENCE)
        toolchain.build([self.wasixc, module, "-o", self.work / "stale"])
        self.check_program("stale", ["-", "-"], [], status=5)
        for arguments in (["-"], []):
            done = self.run_program("stale", *arguments)
            self.assertEqual((done.stdout, done.returncode), ("", SIGSEGV))
            self.assertIn("uninitialized element", done.stderr)

    def test_table_of_one_type(self):
        """Code calls what is in a table for functions of one type without looking, so nothing else may get there."""
        module = self.make_module("table", TABLE)
        content = module.read_bytes()
        self.assertEqual(content.count(FUNCREF_TABLE), 1)
        for table, error in ((FUNCREF_TABLE, 0), (TYPED_TABLE, NOTSUP)):
            module.write_bytes(content.replace(FUNCREF_TABLE, table))
            toolchain.build([self.wasixc, module, "-o", self.work / "table"])
            self.check_program("table", [], [], status=error)

    def test_backing_function_that_is_gone(self):
        self.check_trap("lost-backing", "uninitialized element", SIGSEGV)

    def test_no_room_for_arguments(self):
        self.check_trap("closure-without-stack", "out of bounds memory access", SIGSEGV)

    def test_coroutines(self):
        """Their frames come back under the context of the module that they belong to."""
        self.compile_program("coroutines.c", None, *FOR_LIBRARIES)
        self.make_library("switching", """void host_switch(int to_other); static int step; int state;
            void count(void) { int mine = 0; for (;;) { step = ++mine; state += 10; host_switch(0); } }
            __attribute__((noinline)) static int next(int round) { host_switch(1); return step * 100 + round + state; }
            int run(int rounds) { int sum = 0; for (int i = 0; i < rounds; ++i) sum += next(i); return sum; }""")
        self.check_program("coroutines", [], ["663", "991", "991"], status=0)

    def test_exec_inside(self):
        self.check_program("linked", ["exec"], ["executed", "no closure 28"], grant=f"{self.work}::/bin:ro")

    def test_without_what_they_need(self):
        """Closures need a program that may load libraries, and dynamic calls a table."""
        self.check_program("plain", ["closure-support"], [])
        self.check_program("closed", ["table-support"], [])
