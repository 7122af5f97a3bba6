#!/usr/bin/env python3
"""Writes out the calls of every import for hostile.c, builds it with wasixc and runs it.

usage: hostile.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import pathlib
import shutil
import subprocess
import sys

import rows

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(rows.ROOT / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 240
TYPES = {"i": "uint32_t", "I": "uint64_t"}


def declaration(row, module, function):
    parameters = ", ".join(TYPES[p] for p in row.parameters) or "void"
    values = ", ".join(f"a[{i}]" for i in range(len(row.parameters)))
    call = f"raw_{function}({values})"
    body = f"return {call};" if row.result else f"{call}; return 0;"
    body = body if values else "(void)a; " + body
    return (f'__attribute__((import_module("{module}"), import_name("{row.name}")))\n'
            f'{"uint32_t" if row.result else "void"} raw_{function}({parameters});\n'
            f"static uint32_t {function}(const uint64_t *a) {{ {body} }}\n")


def header():
    declarations, entries = [], []
    for row in rows.read():
        for module in row.modules:
            function = f"call_{module}_{row.name}".replace("-", "_")
            declarations.append(declaration(row, module, function))
            entries.append(f'{{"{module}", "{row.name}", &case_{row.handler}, {len(row.parameters)}, {function}}},\n')
    return "".join(declarations) + "static const import imports[] = {\n" + "".join(entries) + "};\n"


def main():
    parser = runner.parser(__doc__, "build/imports")
    options = parser.parse_args()
    runner.require(options.wasixc)
    shutil.rmtree(options.work, ignore_errors=True)
    grant = options.work / "grant"
    grant.mkdir(parents=True)
    (options.work / "imports_under_test.h").write_text(header())
    module, program = options.work / "hostile.wasm", options.work / "hostile"
    toolchain.build([*toolchain.guest_compiler(HERE / "hostile.c"), "-O1", "-I", options.work, "-Wall", "-Wextra", "-Werror",
                     "-Wno-unused-function", HERE / "hostile.c", "-Wl,--export=__stack_pointer", "-o", module])
    toolchain.build([options.wasixc, module, "-o", program, "--dir", f"{grant}::/data", "--net", "all", "--env", "A=B"])
    # Files do not fill the disk: EFBIG instead.
    limited = ["bash", "-c", 'ulimit -f 1024; exec "$0"', program]
    done = subprocess.run(limited, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=toolchain.clean_environment(),
                          timeout=TIME_LIMIT)
    if done.returncode:
        print(f"status {done.returncode}\n{done.stderr[-3000:].decode(errors='replace')}")
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
