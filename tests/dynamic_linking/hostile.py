"""Libraries that are not what they should be: nobody but the program that opens them is worse off, and most often it
gets an error and goes on."""

import shutil

import toolchain
from fixture import FOR_LIBRARIES, INVAL, NOENT, NOEXEC, DynamicLinking

NAMETOOLONG, NOMEM = 37, 48
SIGABRT = 134
HUGE = 0xffffffff
ENTRY = '(func (export "answer") (param i32) (result i32) (i32.const 42))'


def leb(number):
    out = bytearray()
    while True:
        out.append(number & 0x7f | (0x80 if number > 0x7f else 0))
        number >>= 7
        if not number:
            return bytes(out)


def sized(data):
    return leb(len(data)) + data


def text(name):
    return sized(name if isinstance(name, bytes) else name.encode())


def dylink(memory=0, alignment=0, table=0, table_alignment=0, needed=(), runtime_paths=()):
    section = text("dylink.0") + b"\1" + sized(leb(memory) + leb(alignment) + leb(table) + leb(table_alignment))
    section += b"\2" + sized(leb(len(needed)) + b"".join(map(text, needed)))
    section += b"\5" + sized(leb(len(runtime_paths)) + b"".join(map(text, runtime_paths)))
    return b"\0" + sized(section)


class Hostile(DynamicLinking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compile_program("host.c", None, *FOR_LIBRARIES)
        cls.write_library("sound", ENTRY)

    @classmethod
    def write_library(cls, name, fields, **sections):
        """A library from the fields of a module and what its dylink.0 section shall say; compiled when it is opened."""
        module = cls.make_module(name, f"(module {fields})")
        content = module.read_bytes()
        (cls.libraries / f"{name}.wasm").write_bytes(content[:8] + dylink(**sections) + content[8:])

    def check_refused(self, fields, error, code=NOEXEC, **sections):
        """The program goes on, and other libraries can be opened. Handles are not used again."""
        self.write_library("hostile", fields, **sections)
        self.check_hostile(error, code)

    def check_hostile(self, error, code=NOEXEC, name="hostile.wasm"):
        done = self.run_program("host", f"open:{name}", "open:sound.wasm", "call:answer:1")
        self.assertEqual(done.returncode, 7)
        first, second, third = done.stdout.splitlines()
        self.assertIn(f"open: {code} ", first)
        self.assertIn(error, first)
        self.assertIn("open: handle ", second)
        self.assertEqual(third, "answer(1) = 42")

    def check_works(self, lines, *actions):
        self.check(["open:hostile.wasm", *actions], ["open: handle 2", *lines])

    # Sizes

    def test_huge_memory(self):
        self.check_refused('(import "env" "memory" (memory 1))', "no address space", NOMEM, memory=HUGE)

    def test_huge_alignment(self):
        self.check_refused('(import "env" "memory" (memory 1))', "no ", NOMEM, memory=0x80000001, alignment=31)

    def test_huge_table(self):
        for table, alignment in ((HUGE, 0), (0x80000000, 31), (20_000_000, 0)):
            self.check_refused('(import "env" "__indirect_function_table" (table 1 funcref))', "table cannot grow", table=table,
                               table_alignment=alignment)

    def test_huge_program(self):
        module = self.make_module("huge", '(module (import "env" "memory" (memory 1)) (func (export "_start")))')
        content = module.read_bytes()
        for memory, alignment in ((HUGE, 0), (0xff800000, 4), (1, 31)):
            module.write_bytes(content[:8] + dylink(memory=memory, alignment=alignment) + content[8:])
            toolchain.build([self.wasixc, module, "-o", self.work / "huge"])
            done = self.run_program("huge")
            self.assertIn(done.returncode, (0, 126))
            self.assertEqual(done.returncode == 0, alignment == 31, done.stderr)

    def test_segments_that_do_not_fit(self):
        self.check_refused("""(import "env" "memory" (memory 1)) (import "env" "__memory_base" (global $base i32))
            (data (i32.const 0xfffffff0) "0123456789abcdefghi")""", "segments do not fit", memory=16)
        self.check_refused("""(import "env" "__indirect_function_table" (table 1 funcref)) (func $f)
            (elem (i32.const 0x7fffffff) $f)""", "segments do not fit", table=1)

    def test_more_memory_than_there_is(self):
        self.check_refused('(import "env" "memory" (memory 65536))', "incompatible import type")

    # Imports

    def test_other_types(self):
        for wanted in ('(import "env" "host_fork" (func (param f64)))',
                       '(import "env" "memory" (memory i64 1))',
                       '(import "env" "__indirect_function_table" (table 1 externref))',
                       '(import "env" "__memory_base" (global i64))',
                       '(import "env" "__stack_pointer" (global i32))'):
            with self.subTest(wanted):
                self.check_refused(wanted, "import")

    def test_other_kinds(self):
        self.check_refused('(import "GOT.mem" "host_fork" (global (mut i32)))', "symbol is of another kind")
        self.check_refused('(import "GOT.func" "__stack_pointer" (global (mut i32)))', "symbol is of another kind")
        self.check_refused('(import "env" "host_fork" (global i32))', "unknown import")

    def test_nowhere(self):
        self.check_refused('(import "env" "nowhere" (global i32))', "unknown import")
        self.check_refused('(import "GOT.mem" "nowhere" (global (mut i32)))', "undefined symbol: nowhere")
        self.check_refused('(import "env" "nowhere" (table 1 funcref))', "unknown import")

    def test_unknown_function(self):
        """It traps when it is called, not before."""
        self.write_library("hostile", """(import "env" "nowhere" (func $nowhere))
            (func (export "call") (param i32) (result i32) (call $nowhere) (i32.const 1))""")
        self.check_works([])
        done = self.run_program("host", "open:hostile.wasm", "call:call:1")
        self.assertEqual(done.returncode, SIGABRT)
        self.assertIn("unknown import", done.stderr)

    def test_functions_from_each_other(self):
        """In a circle, and the first is called while the second is not there yet."""
        self.write_library("odd", """(import "env" "even" (func $even (param i32) (result i32)))
            (func (export "odd") (param i32) (result i32)
              (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0)) (else (call $even (i32.sub (local.get 0) (i32.const 1))))))
            """, needed=["even.wasm"])
        self.write_library("even", """(import "env" "odd" (func $odd (param i32) (result i32)))
            (func (export "even") (param i32) (result i32)
              (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1)) (else (call $odd (i32.sub (local.get 0) (i32.const 1))))))
            """, needed=["odd.wasm"])
        self.check(["open:odd.wasm", "call:odd:7", "call:even:7", "open:even.wasm", "call:even:1000"],
                   ["open: handle 2", "odd(7) = 1", "even(7) = 0", "open: handle 3", "even(1000) = 1"])

    # Exports

    def test_exports_with_names_of_others(self):
        """What has another type than the linker expects is not called; the program's own come first."""
        self.write_library("hostile", """(import "env" "host_fork" (func $fork (result i32)))
            (func (export "__wasm_call_ctors") (param i32) unreachable)
            (func (export "__wasm_apply_data_relocs") (result i64) unreachable)
            (func (export "_initialize") (param f32) unreachable)
            (global (export "__stack_pointer") (mut i32) (i32.const 0))
            (func (export "main") unreachable) (func (export "_start") unreachable)
            (global (export "data") i64 (i64.const 1)) (memory (export "memory") 1)""")
        self.check_works([f"data: {INVAL} the symbol is neither a function nor data",
                          f"memory: {INVAL} the symbol is neither a function nor data", "in child: 0", "child: 7"],
                         "data:data", "data:memory", "fork")

    def test_start_function_that_traps(self):
        self.write_library("hostile", "(func $start unreachable) (start $start)")
        done = self.run_program("host", "open:hostile.wasm")
        self.assertEqual(done.returncode, SIGABRT)
        self.assertIn("unreachable", done.stderr)

    # What it needs

    def test_needs_itself(self):
        self.write_library("hostile", ENTRY, needed=["hostile.wasm", "/lib/hostile.wasm", "hostile.wasm"])
        self.check_works(["answer(1) = 42"], "call:answer:1")

    def test_needs_what_is_not_there(self):
        for name in ("nowhere.wasm", "", "/", "../../etc/passwd", "/etc/passwd", "x" * 5000, "a\0b", "/lib", "."):
            with self.subTest(name[:20]):
                self.write_library("hostile", ENTRY, needed=[name])
                done = self.run_program("host", "open:hostile.wasm", "open:sound.wasm", "call:answer:1")
                self.assertRegex(done.stdout.splitlines()[0], r"open: \d+ .*")
                self.assertEqual((done.stdout.splitlines()[-1], done.returncode), ("answer(1) = 42", 7))

    def test_runtime_paths_without_end(self):
        self.check_refused(ENTRY, "no such file", NOENT, needed=["nowhere.wasm"],
                           runtime_paths=["$ORIGIN/" * 1_000_000] + ["$ORIGIN"] * 100_000)

    def test_needs_the_same_often(self):
        self.check_refused(ENTRY, "too many libraries", NOMEM, needed=["sound.wasm"] * 1001)

    def test_needs_what_is_refused(self):
        """What was loaded along with it is not found either."""
        self.write_library("inner", '(import "GOT.mem" "nowhere" (global (mut i32)))')
        self.write_library("beside", '(func (export "beside") (param i32) (result i32) (i32.const 1))')
        self.write_library("hostile", ENTRY, needed=["beside.wasm", "inner.wasm"])
        self.check_hostile("undefined symbol: nowhere")
        done = self.run_program("host", "open:hostile.wasm", "handle:0", "call:beside:1")
        self.assertIn(f"beside: {NOENT}", done.stdout)

    def test_group_that_is_refused_again_and_again(self):
        """Its first module refers to the last, which cannot be linked: all of them go, and there is room for others."""
        self.write_library("last", """(import "env" "host_fork" (func (param f64)))
            (func (export "of_last") (param i32) (result i32) (i32.const 1))""")
        self.write_library("first", """(import "env" "of_last" (func $of_last (param i32) (result i32)))
            (func (export "of_first") (param i32) (result i32) (call $of_last (i32.const 1)))""", needed=["last.so"])
        for name in ("first", "last", "sound"):
            self.make_shared(self.libraries / f"{name}.wasm", self.libraries / f"{name}.so")
        done = self.run_program("host", *["open:first.so"] * 1100, "open:sound.so", "call:answer:1", "call:of_first:1")
        lines = done.stdout.splitlines()
        self.assertEqual((len(lines), done.returncode), (1103, 7))
        for line in lines[:1100]:
            self.assertIn("incompatible import type of env.host_fork", line)
        self.assertEqual(lines[1100:1102], ["open: handle 2", "answer(1) = 42"])
        self.assertIn(f"of_first: {NOENT}", lines[1102])

    def test_too_many(self):
        self.make_shared(self.libraries / "sound.wasm", self.work / "sound.so")
        folder = self.work / "many"
        folder.mkdir(exist_ok=True)
        for i in range(1001):
            shutil.copy(self.work / "sound.so", folder / f"{i}.so")
        done = self.run_program("host", "open-many:1001", grant=f"{folder}::/lib:ro")
        self.assertEqual((done.stdout.splitlines(), done.returncode),
                         ([f"999.so: {NOMEM} 999.so: too many libraries (1000)"], 7))

    def test_long_texts(self):
        """The host does not take apart what is longer than any path."""
        self.check(["long:65536", "long:65537", f"long:{100 << 20}"],
                   [f"path {NOENT}, name {NOENT}, symbol {NOENT}"] + [f"path {NAMETOOLONG}, name {NAMETOOLONG}, symbol {NAMETOOLONG}"] * 2)

    # Files

    def test_no_library(self):
        (self.libraries / "hostile.wasm").write_bytes(b"\0asm\1\0\0\0")
        self.check_hostile("not a library")
        (self.libraries / "hostile.wasm").write_bytes(b"\0asm\1\0\0\0\0\x09\x08dylink.0\xff\xff\xff")
        self.check_hostile("")

    def test_cut_off_library(self):
        self.make_shared(self.libraries / "sound.wasm", self.work / "whole.so")
        content = (self.work / "whole.so").read_bytes()
        for length in (0, 1, 64, 500, 4096, len(content) // 2, len(content) - 5000):
            (self.libraries / "cut.so").write_bytes(content[:length])
            with self.subTest(length):
                self.check_hostile("", name="cut.so")
