"""What runs before a program or a library is used: constructors and start functions that do more than they should."""

import toolchain
from fixture import FOR_LIBRARIES, DynamicLinking

SIGABRT = 134
PREFIX = """void host_print(const char *); int host_fork(void); void host_exit(int); void host_jump(int); int host_open(const char *);
#define STARTS __attribute__((constructor)) static void start(void)
"""
# A start function that forks; both processes run the entry point, and the child's exit code is 5.
FORKING_START = """(module
  (import "wasix_32v1" "proc_fork" (func $fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $forks (drop (call $fork (i32.const 1) (i32.const 0))))
  (start $forks)
  (func (export "_start")
    (if (i32.eqz (i32.load (i32.const 0))) (then (call $exit (i32.const 5))))
    (drop (call $join (i32.const 8) (i32.const 0) (i32.const 16)))
    (call $exit (i32.add (i32.load16_u (i32.const 18)) (i32.const 30)))))
"""


class Constructors(DynamicLinking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compile_program("host.c", None, *FOR_LIBRARIES)

    def make_library(self, name, text):
        super().make_library(name, PREFIX + text)

    def test_fork(self):
        """The child, too, runs what comes after the fork: the rest of the constructors, the return of dlopen."""
        self.make_library("forking", """int result;
            STARTS { host_print("before\\n"); result = host_fork(); host_print(result ? "parent\\n" : "child\\n"); }
            __attribute__((constructor(65535))) static void later(void) { host_print("later\\n"); }""")
        self.check(["open:forking.so", "data:result"],
                   ["before", "child", "later", "open: handle 2", "result = 0", "parent", "later", "open: handle 2",
                    "result = 2"])

    def test_fork_in_a_needed_library_at_start(self):
        """And the child runs the program."""
        self.make_library("early", "int is_child; STARTS { is_child = host_fork() == 0; }")
        source = self.work / "main.c"
        source.write_text("""
            #define IMPORT(module, name) __attribute__((import_module(module), import_name(#name))) name
            int IMPORT("wasix_32v1", proc_fork)(int copies, unsigned *pid);
            int IMPORT("wasix_32v1", proc_join)(void *pid, int flags, void *status);
            void IMPORT("wasi_snapshot_preview1", proc_exit)(int code);
            extern int is_child;
            int host_fork(void) { unsigned pid; return proc_fork(1, &pid) ? -1 : pid; }
            void _start(void) {
              if (is_child)
                proc_exit(9);
              unsigned any[2] = {0}, status[2] = {0};
              proc_join(any, 0, status);
              proc_exit(20 + (status[0] >> 16));
            }""")
        self.link("main", "-pie", "--export-dynamic", self.work / "early.wasm", source=source)
        (self.work / "early.wasm").rename(self.libraries / "early.wasm")
        toolchain.build([self.wasixc, self.work / "main.wasm", "-o", self.work / "main"])
        self.check_program("main", [], [], status=29)

    def test_fork_in_a_start_function(self):
        toolchain.build([self.wasixc, self.make_module("start", FORKING_START), "-o", self.work / "start"])
        self.check_program("start", [], [], status=35)

    def test_exit(self):
        self.make_library("leaving", "STARTS { host_exit(33); }")
        self.check(["open:leaving.so", "self"], [], status=33)

    def test_trap(self):
        self.make_library("trapping", "STARTS { __builtin_trap(); }")
        done = self.run_program("host", "open:trapping.so")
        self.assertEqual(done.returncode, SIGABRT)
        self.assertIn("__wasm_call_ctors", done.stderr)
        self.assertIn("main", done.stderr)

    def test_jump_out(self):
        """The library stays as it is then: it is not constructed again."""
        self.make_library("jumping", "int state; STARTS { state = 3; host_jump(8); }")
        self.check(["try-open:jumping.so", "open:jumping.so", "data:state"], ["jumping.so -8", "open: handle 2", "state = 3"])

    def test_open_another(self):
        self.make_library("inner", "STARTS { host_print(\"inner\\n\"); }")
        self.make_library("outer", """int handle; STARTS { host_print("outer\\n"); handle = host_open("inner.so"); host_print("done\\n"); }""")
        self.check(["open:outer.so", "data:handle"], ["outer", "inner", "done", "open: handle 2", "handle = 3"])

    def test_open_itself(self):
        self.make_library("circle", "int handle; STARTS { handle = host_open(\"circle.so\"); }")
        self.check(["open:circle.so", "data:handle"], ["open: handle 2", "handle = 2"])
