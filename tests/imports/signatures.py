#!/usr/bin/env python3
"""Imports every name under types that it does not have: whatever is compiled either traps when it is called or returns an i32.

usage: signatures.py [--wasixc FILE] [--work DIR]

Names are the rows of abi/imports.def, those of earlier generations (abi/imports.h) and some that nobody knows. Types are all short
lists of parameters and results, of numbers, vectors and references. Exits with 77 when wasixc is missing.
"""

import pathlib
import re
import shutil
import subprocess
import sys

import rows

sys.path.insert(0, str(rows.ROOT / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402
import wasm_module  # noqa: E402
from wasm_module import section, sized, unsigned, vector  # noqa: E402

# In the letters of imports.def; v128, funcref, externref and exnref have letters of their own.
KINDS = {"i": 0x7f, "I": 0x7e, "f": 0x7d, "F": 0x7c, "v": 0x7b, "r": 0x70, "e": 0x6f, "x": 0x69}
CONSTANTS = {"i": b"\x41\0", "I": b"\x42\0", "f": b"\x43" + bytes(4), "F": b"\x44" + bytes(8), "v": b"\xfd\x0c" + bytes(16),
             "r": b"\xd0\x70", "e": b"\xd0\x6f", "x": b"\xd0\x69"}
LISTS = ["", *KINDS, "ii", "iI", "ir", "rr", "III", "rrr", "ffff", "IIIIIII", "iiiiiirrr"]
UNKNOWN = [("env", "nobody"), ("wasix_32v1", "nobody"), ("wasix_32v1", "bus"), ("wasi_snapshot_preview1", "bus_open"), ("", "")]
NOSYS, SIGABRT = 52, 134


def module(imports, body):
    """A module that imports functions, each (module, name, signature), and has the body as its _start."""
    signatures = sorted({signature for _, _, signature in imports} | {":"})
    types = [b"\x60" + b"".join(vector([bytes([KINDS[kind]]) for kind in kinds]) for kinds in signature.split(":"))
             for signature in signatures]
    items = [wasm_module.name(where) + wasm_module.name(name) + b"\0" + unsigned(signatures.index(signature))
             for where, name, signature in imports]
    return wasm_module.module(section(1, vector(types)), section(2, vector(items)), section(3, vector([unsigned(signatures.index(":"))])),
                              section(7, vector([wasm_module.name("_start") + b"\0" + unsigned(len(imports))])),
                              section(10, vector([sized(b"\0" + body + b"\x0b")])))


def call(index, signature):
    """The function with zeros for arguments; an i32 that it returns is NOSYS, or else the program traps."""
    parameters, results = signature.split(":")
    code = b"".join(CONSTANTS[kind] for kind in parameters) + b"\x10" + unsigned(index)
    if results == "i":
        return code + b"\x41" + bytes([NOSYS]) + b"\x47\x04\x40\0\x0b"  # i32.ne if unreachable end
    return code + b"\x1a" * len(results)


def families():
    text = (rows.ROOT / "abi/imports.h").read_text()
    return re.findall(r'"(\w+)"', re.search(r"kFamilies\[\] = \{(.*?)\}", text, re.DOTALL)[1])


def is_retired_signature(signature):
    parameters, results = signature.split(":")
    return set(parameters) <= set("iIfF") and results in ("", "i")


class Names:
    def __init__(self):
        self.signatures = {(where, row.name): f"{row.parameters}:{row.result}" for row in rows.read() for where in row.modules}
        self.retired = {("wasix_32v1", family + rest) for family in families() for rest in ("", "z")} - self.signatures.keys()
        self.all = [*self.signatures, *sorted(self.retired), *UNKNOWN]

    def is_accepted(self, name, signature):
        """Whether a call of it is known to return what the type says."""
        if name in self.signatures:
            return self.signatures[name] == signature
        return is_retired_signature(signature) if name in self.retired else None


class Signatures:
    def __init__(self, options):
        self.wasixc, self.work = options.wasixc, options.work
        self.problems = []

    def expect(self, condition, text):
        if not condition:
            self.problems.append(text)

    def compile(self, content, *flags):
        source, self.program = self.work / "module.wasm", self.work / "module"
        source.write_bytes(content)
        self.program.unlink(missing_ok=True)
        return subprocess.run([self.wasixc, "-O0", source, "-o", self.program, *flags], capture_output=True, text=True,
                              errors="replace")

    def run(self, content, *flags):
        """The status of the program."""
        done = self.compile(content, *flags)
        if done.returncode:
            return f"not compiled: {done.stderr[-500:]}"
        status = subprocess.run([self.program], capture_output=True, env=toolchain.clean_environment()).returncode
        return status if status >= 0 else 128 - status

    def check_refusals(self, names, signature):
        """One module imports everything under this type; the compiler says what is wrong with each."""
        imports = [(*name, signature) for name in names.all]
        for flags in ((), ("--allow-unknown-imports",)):
            done = self.compile(module(imports, b""), *flags)
            self.expect(done.returncode == 1 and not self.program.exists(), f"{signature} {flags}: {done.returncode}")
            refused = set(re.findall(r"error: .*'(.*)\.([^.']*)'", done.stderr))
            for name in names.all:
                is_accepted = names.is_accepted(name, signature)
                if is_accepted is None:
                    is_accepted = bool(flags)
                self.expect((name not in refused) == is_accepted, f"{name} as {signature} {flags}: accepted={not is_accepted}")

    def check_retired(self, names):
        """They return an error number, or nothing."""
        for signature in (":", ":i", "i:i", "iIfF:i", "IIIIIIIffffffffffff:i", "I:"):
            imports = [(*name, signature) for name in sorted(names.retired)]
            body = b"".join(call(i, signature) for i in range(len(imports)))
            self.expect(self.run(module(imports, body)) == 0, f"calls of retired imports as {signature}")

    def check_unknown(self, signature):
        """A call never returns: the program ends before it can look at what it would have got."""
        for name in UNKNOWN:
            content = module([(*name, signature)], call(0, signature))
            status = self.run(content, "--allow-unknown-imports")
            self.expect(status == SIGABRT, f"a call of {name} as {signature}: status {status}")


def main():
    options = runner.parser(__doc__, "build/signatures").parse_args()
    runner.require(options.wasixc)
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    test, names = Signatures(options), Names()
    for results in LISTS:
        for parameters in ("", "i", "I", "r", "iiii", "IIIIIII", "IIIIIIr"):
            test.check_refusals(names, f"{parameters}:{results}")
    for parameters in LISTS:
        test.check_refusals(names, f"{parameters}:i")
    test.check_retired(names)
    for results in LISTS:
        test.check_unknown(f":{results}")
    for parameters in LISTS:
        test.check_unknown(f"{parameters}:r")
    print("\n".join(test.problems[:50]) or "ok")
    return 1 if test.problems else 0


if __name__ == "__main__":
    sys.exit(main())
