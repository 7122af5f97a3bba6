"""SQLite's shell, from Debian's source package: its amalgamation is generated and built for both sides."""

import fetch
import toolchain
from recipe import Built, Case, Recipe, shim, text_input, up_to_date

FLAGS = ["-O2", "-w", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_OMIT_WAL", "-DSQLITE_OMIT_POPEN",
         "-DSQLITE_NOHAVE_SYSTEM", "-I."]
GUEST_FLAGS = ["-isystem", shim(), "-include", shim("sqlite_for_wasi.h"), "-D_WASI_EMULATED_SIGNAL", "-D_WASI_EMULATED_MMAN",
               "-D_WASI_EMULATED_GETPID", "-D_WASI_EMULATED_PROCESS_CLOCKS", "-lwasi-emulated-signal", "-lwasi-emulated-mman",
               "-lwasi-emulated-getpid", "-lwasi-emulated-process-clocks", "-Wl,-z,stack-size=1048576"]
SHELL = ["--batch", "--vfs", "unix-none"]


def amalgamate(source, folder):
    if not (folder / "shell.c").exists():
        toolchain.build([source / "configure", "--disable-tcl"], cwd=folder)
        toolchain.build(["make", "sqlite3.c", "shell.c"], cwd=folder)


def build(folder):
    source = fetch.debian_source("sqlite3")
    amalgamate(source, folder)
    sources = ["sqlite3.c", "shell.c"]
    module, native = folder / "sqlite.wasm", folder / "sqlite-native"
    if not up_to_date([module, native], [folder / "shell.c", shim("sqlite_for_wasi.h"), shim("pwd.h")]):
        toolchain.build([*toolchain.guest_compiler("x.c"), *FLAGS, *sources, *GUEST_FLAGS, "-o", module], cwd=folder)
        toolchain.build([*toolchain.native_compiler("x.c"), *FLAGS, *sources, "-lm", "-o", native], cwd=folder)
    return Built(module, native)


CASES = [
    Case("queries", [*SHELL, ":memory:"], text_input("queries.sql")),
    Case("file-backed", [*SHELL, "test.db"], text_input("file_backed.sql"), outputs=["test.db"]),
    Case("import-and-dump", [*SHELL, "dump.db", ".mode csv", ".import people.csv people", ".mode list",
                             "select city, count(*), avg(age) from people group by city order by 1", ".dump"],
         files={"people.csv": "name,city,age\n" + "".join(f"p{i},city-{i % 7},{i * 13 % 80}\n" for i in range(500))}),
    Case("bad-sql", [*SHELL, ":memory:", "select * from nothing"]),
]

RECIPE = Recipe("sqlite", build, CASES, environment={"HOME": "/nonexistent"})
