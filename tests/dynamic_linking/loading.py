"""dlopen and dlsym, programs for dynamic linking, and what may be loaded."""

import shutil

import toolchain
from fixture import FOR_LIBRARIES, HERE, INVAL, NOACCESS, NOENT, NOEXEC, DynamicLinking


class Loading(DynamicLinking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compile_program("host.c", None, *FOR_LIBRARIES, "-Wl,--export=host_value")
        cls.link("library", "-shared")
        cls.link("second", "-shared", cls.work / "library.wasm")
        for name in ("library", "second"):
            cls.make_shared(cls.work / f"{name}.wasm", cls.libraries / f"{name}.so")

    # dlopen

    def test_functions_and_data(self):
        self.check(["open:library.so", "call:is_started:1", "call:add:3", "data:state", "call:say:2", "call:apply:5"],
                   ["library starts", "open: handle 2", "is_started(1) = 2", "add(3) = 8", "state = 8", "two", "say(2) = 2",
                    "apply(5) = 20"])

    def test_calls_back_into_the_program(self):
        self.check(["open:library.so", "call:add_to_host:5", "self", "data:host_value"],
                   ["library starts", "open: handle 2", "add_to_host(5) = 1005", "self: 0 1", "host_value = 1005"])

    def test_same_library_is_one_instance(self):
        self.check(["open:library.so", "call:add:1", "open:/lib/library.so", "call:add:1"],
                   ["library starts", "open: handle 2", "add(1) = 6", "open: handle 2", "add(1) = 7"])

    def test_needed_library_comes_along(self):
        self.check(["open:second.so", "call:second:1", "call:same_address:0", "call:add:1"],
                   ["library starts", "open: handle 2", "second(1) = 12", "same_address(0) = 1", "add(1) = 7"])

    def test_local_symbols_stay_with_their_handle(self):
        self.check(["open:library.so", "self", "call:add:1", "handle:0", "call:add:1"],
                   ["library starts", "open: handle 2", "self: 0 1", f"add: {NOENT} undefined symbol: add", "handle 0: 28",
                    "add(1) = 6"])

    def test_function_addresses_are_unique(self):
        self.check(["open:second.so", "same:add:pointer_to_add"],
                   ["library starts", "open: handle 2", "same: 1"])

    def test_weak_symbols_may_be_missing(self):
        self.check(["open:library.so", "call:has_perhaps:1"], ["library starts", "open: handle 2", "has_perhaps(1) = -1"])

    def test_errors(self):
        (self.libraries / "text.so").write_text("this is no library")
        (self.libraries / "empty.so").write_text("")
        shutil.copy(self.work / "host", self.libraries / "program.so")
        self.check(["open:none.so", "open:/lib/none.so", "open:library.so:8", "handle:9", "call:add:1"],
                   [f"open: {NOENT} none.so: cannot open shared library: no such file",
                    f"open: {NOENT} /lib/none.so: cannot open shared library: no such file",
                    f"open: {NOENT} library.so: not loaded", f"handle 9: {INVAL}",
                    f"add: {INVAL} not a handle of a library"])
        self.check(["open:text.so", "open:empty.so", "open:program.so"],
                   [f"open: {NOEXEC} /lib/text.so: not a library that can be loaded",
                    f"open: {NOEXEC} /lib/empty.so: not a library that can be loaded",
                    f"open: {NOEXEC} /lib/program.so: not a shared library"])

    def test_missing_data_refuses_the_library(self):
        self.make_library("wanting", "extern int nowhere; int wanting(int n) { return nowhere + n; }")
        self.check(["open:wanting.so", "open:library.so", "call:add:1"],
                   [f"open: {NOEXEC} /lib/wanting.so: undefined symbol: nowhere", "library starts", "open: handle 3",
                    "add(1) = 6"])

    def test_missing_function_traps_when_called(self):
        done = self.run_program("host", "open:library.so", "call:call_absent:1")
        self.assertEqual(done.returncode, 134)
        self.assertIn("unknown import", done.stderr)
        self.assertIn("call_absent", done.stderr)

    def test_backtraces_name_functions_of_both(self):
        done = self.run_program("host", "open:library.so", "call:trap:1")
        self.assertEqual(done.returncode, 134)
        self.assertIn("trap", done.stderr)
        self.assertIn("main", done.stderr)

    # fork

    def test_fork_keeps_libraries(self):
        self.check(["open:library.so", "call:add:1", "fork", "call:add:1"],
                   ["library starts", "open: handle 2", "add(1) = 6", "in child: 0", "add(1) = 7", "child: 7", "add(1) = 7"])

    def test_fork_with_frames_of_a_library(self):
        self.check(["open:library.so", "call:fork_here:0", "data:state"],
                   ["library starts", "open: handle 2", "fork_here(0) = -5", "state = 105", "fork_here(0) = 5",
                    "state = 15"])
        self.check(["open:library.so", "call:fork_through_pointers:0", "call:apply:1"],
                   ["library starts", "open: handle 2", "fork_through_pointers(0) = -5", "apply(1) = 4",
                    "fork_through_pointers(0) = 5", "apply(1) = 4"])

    def test_open_after_fork(self):
        self.check(["fork", "open:library.so", "call:add:1"],
                   ["in child: 0", "library starts", "open: handle 2", "add(1) = 6", "child: 7", "library starts",
                    "open: handle 2", "add(1) = 6"])

    def test_exec_drops_libraries(self):
        shutil.copy(self.work / "host", self.libraries / "host")
        self.check(["open:library.so", "call:add:1", "exec:host,handle:2,self,call:add:1,open:second.so,call:second:1"],
                   ["library starts", "open: handle 2", "add(1) = 6", f"handle 2: {INVAL}", "self: 0 1",
                    f"add: {NOENT} undefined symbol: add", "library starts", "open: handle 2", "second(1) = 12"])

    def test_exec_in_a_library(self):
        self.make_library("leaving", "void host_exec(int); int leave(int number) { host_exec(number); return 0; }")
        shutil.copy(self.work / "host", self.libraries / "host")
        self.check(["open:leaving.so", "call:leave:5"], ["open: handle 2", "handle 5: 28"])

    # What may be loaded

    def test_native_code_from_writable_grant(self):
        done = self.run_program("host", "open:library.so", grant=f"{self.libraries}::/lib")
        self.assertEqual(done.stdout, f"open: {NOACCESS} /lib/library.so: native code that the program could change is not "
                                      "loaded\n")
        self.assertIn("it is in a writable grant", done.stderr)

    def test_modules_are_compiled(self):
        folder = self.work / "modules"
        folder.mkdir(exist_ok=True)
        shutil.copy(self.work / "library.wasm", folder / "library.wasm")
        self.check(["open:library.so", "call:add:1"], ["library starts", "open: handle 2", "add(1) = 6"],
                   grant=f"{folder}::/lib")

    # Programs for dynamic linking

    def test_program_with_needed_library(self):
        self.link("program", "-pie", "--import-memory", "--export-dynamic", self.work / "library.wasm")
        toolchain.build([self.wasixc, "--check-continuations", self.work / "program.wasm", "-o", self.work / "program"])
        done = self.run_program("program")
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        self.assertEqual(done.stdout.splitlines(),
                         ["library starts", "add 6", "through pointer 7", "data 7", "same data 1", "apply 84", "callback 8",
                          "fork -7", "state 107", "fork 7", "joined 0", "state 17"])

    def test_program_without_its_library(self):
        self.link("program", "-pie", "--export-dynamic", self.work / "library.wasm")
        toolchain.build([self.wasixc, self.work / "program.wasm", "-o", self.work / "program"])
        done = self.run_program("program", grant=f"{HERE}::/lib:ro")
        self.assertEqual(done.returncode, 126)
        self.assertIn("library.wasm: cannot open shared library", done.stderr)
