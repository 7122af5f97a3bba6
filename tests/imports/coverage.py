#!/usr/bin/env python3
"""Lists every import of abi/imports.def with the tests that call it and the errors that they expect of it.

usage: coverage.py [--table]

Fails when no test written by hand calls an import that is served, or when none expects an error of one that can fail.
The generated calls of hostile.c do not count: they know nothing about what a call is for. Tests call imports by their
names, perhaps with a prefix, or by names that a declaration with import_name gives them.
"""

import argparse
import collections
import pathlib
import re
import sys

import rows

TESTS = rows.ROOT / "tests"
OTHER_FOLDERS = {"bench", "fuzz", "install", "lit", "packages", "readme", "unit"}  # without guests that check calls
LEFT_OUT = {"hostile.c", "cases.h"}

# They answer the same to everybody, or do not return an errno at all.
CANNOT_FAIL = {"proc_exit", "proc_exit2", "proc_exec", "proc_exec2", "callback_signal", "sched_yield", "thread_exit",
               "stack_restore"}

DECLARATION = re.compile(r'import_name\("([\w-]+)"\)\)\)\s*(?:(?:_Noreturn|int|void|uint32_t|errno_t)\s+)?(\w+)\s*\(')
PROTOTYPE = re.compile(r"\b(?:WASIX|OLD)\((\w+)\)\(")
CALL = re.compile(r"\b(\w+)\(")
# EXPECT(call(...) == ERROR) and EXPECT(ERROR, call(...))
ERROR_BEHIND = re.compile(r"\bEXPECT\(\s*(\w+)\((?:[^;]*?)\)\s*==\s*(\w+)\s*\)\s*;", re.DOTALL)
ERROR_BEFORE = re.compile(r"\bEXPECT\(\s*(\w+),\s*(\w+)\(", re.DOTALL)


def plain(name):
    for prefix in ("__wasi_", "wasixc_", "wasix_", "old_", "raw_"):
        name = name.removeprefix(prefix)
    return name


def sources():
    for path in sorted(TESTS.rglob("*")):
        folder = path.relative_to(TESTS).parts[0]
        if folder not in OTHER_FOLDERS and path.suffix in (".c", ".h", ".cpp") and path.name not in LEFT_OUT:
            yield path, path.read_text()


def aliases(texts):
    """What tests call imports, when not by their own names."""
    return {local: name for text in texts for name, local in DECLARATION.findall(text)}


def errors_of(text):
    found = [(call, error) for call, error in ERROR_BEHIND.findall(text)]
    found += [(call, error) for error, call in ERROR_BEFORE.findall(text)]
    return [(call, error.removeprefix("__WASI_ERRNO_").removeprefix("ERRNO_")) for call, error in found
            if error not in ("0", "SUCCESS", "__WASI_ERRNO_SUCCESS")]


def is_error(error):
    """Errors have capitals or are numbers; "error" is what a function of the test was given."""
    return error.isupper() or error.isdigit() or error == "error"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    texts = list(sources())
    local = aliases(text for _, text in texts)
    tests, errors = collections.defaultdict(set), collections.defaultdict(set)
    for path, text in texts:
        code = DECLARATION.sub("", PROTOTYPE.sub("", text))
        for call in CALL.findall(code):
            tests[local.get(call, plain(call))].add(f"{path.parent.name}/{path.stem}")
        for call, error in errors_of(code):
            if is_error(error):
                errors[local.get(call, plain(call))].add(error)
    missing = []
    for row in rows.read():
        if not row.is_ready:
            continue
        names = {row.name, row.handler}
        called = set().union(*(tests[name] for name in names))
        expected = set().union(*(errors[name] for name in names))
        if not called:
            missing.append(f"{row.name}: no test calls it")
        if not expected and row.name not in CANNOT_FAIL:
            missing.append(f"{row.name}: no test expects an error of it")
        if options.table:
            print(f"{row.name:26} {' '.join(sorted(called)) or '-'} | {' '.join(sorted(expected)) or '-'}")
    print(*missing, sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
