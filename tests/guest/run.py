#!/usr/bin/env python3
"""Builds guest programs with wasixc and natively, runs both, and requires the same output and exit status.

usage: run.py [--wasixc FILE] [--host FILE] [--work DIR] [--jobs N] [--exact] [--list] [--waiting] [FILTER...]

--host runs the programs in that runtime, which has sanitizers (tests/sanitizers), instead of their own.
A filter is a part of a program's name (libc/files) or, with --exact, all of it. Exits with 77 when wasixc is missing.
"""

import concurrent.futures
import difflib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import builds  # noqa: E402
import program as programs  # noqa: E402
import runner  # noqa: E402
import toolchain  # noqa: E402
import traps  # noqa: E402

TIME_LIMIT = 180  # beyond what any takes on a loaded machine, behind sanitizers


class Mismatch(Exception):
    """The two runs differ; the text shows how."""


def execute(program, command, folder, environment):
    """Runs one executable and returns (exit status, stdout, stderr)."""
    options = dict(cwd=folder, env=environment, capture_output=True, timeout=TIME_LIMIT)
    if not program.stdin_stays_open:
        done = subprocess.run(command, input=program.stdin, **options)
    else:
        # Hold a pipe's writing end for as long as the program runs.
        holder = subprocess.Popen(["sleep", str(TIME_LIMIT)], stdout=subprocess.PIPE)
        try:
            done = subprocess.run(command, stdin=holder.stdout, **options)
        finally:
            holder.kill()
            holder.wait()
            holder.stdout.close()
    return done.returncode, done.stdout, done.stderr


def fresh_folder(program, folder):
    """An empty scratch folder, filled as the program asks; its parent holds nothing else a guest could reach."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if "FILE" in program.directives:
        name, content = program.directives["FILE"].split("=", 1)
        (folder / name).write_text(content)
    return folder


def programs_folder(folder):
    """Where a program that runs itself lies: apart from what it may write to."""
    return folder.with_name(folder.name + "-programs")


def place(executable, path):
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir()
    shutil.copy(executable, path)


def grants(program, folder):
    flags = []
    if program.self_path:
        flags += ["--dir", f"{programs_folder(folder)}::{program.self_path.parent}:ro"]
    if "DIR" in program.directives:
        guest, *access = program.words("DIR")
        flags += ["--dir", ":".join([f"{folder}::{guest}", *access])]
    if "NET" in program.directives:
        flags += ["--net", program.directives["NET"]]
    for name, value in program.environment.items():
        flags += ["--env", f"{name}={value}"]
    return flags


def native_result(program, work):
    if not program.runs_natively:
        return None
    executable = work / "native"
    toolchain.build([*toolchain.native_compiler(program.source), "-O2", "-w", program.source, "-o", executable, "-lm"])
    folder = fresh_folder(program, work / "native-folder")
    if program.self_path and not program.self_path.is_absolute():
        place(executable, folder / program.self_path)
    return execute(program, [executable, *program.words("ARGS")], folder, toolchain.clean_environment(program.environment))


def guest_result(program, build, work, tools):
    clang_flags, wasixc_flags = builds.BUILDS[build]
    module, executable = work / f"{build}.wasm", work / build
    folder = fresh_folder(program, work / f"{build}-folder")
    compiler = toolchain.guest_compiler(program.source, program.library)
    toolchain.build([*compiler, *clang_flags, "-w", program.source, *program.words("FLAGS"), "-o", module])
    flags = grants(program, folder)
    toolchain.build([tools.wasixc, "--check-continuations", module, "-o", executable, *wasixc_flags, *flags])
    if program.self_path:
        place(executable, programs_folder(folder) / program.self_path.name)
    command, variables = runner.in_host(tools.host, executable, flags)
    return execute(program, [*command, *program.words("ARGS")], folder, toolchain.clean_environment(variables))


def difference(label, expected, actual):
    if expected == actual:
        return ""
    lines = [text.decode(errors="backslashreplace").splitlines() for text in (expected, actual)]
    shown = list(difflib.unified_diff(*lines, "expected " + label, "actual " + label, lineterm="", n=1))
    return "\n".join(shown[:60]) + "\n"


def compare(program, native, guest):
    status, stdout, stderr = guest
    problems = ""
    if program.trap:
        expected = (traps.exit_statuses()[program.trap], program.expected_stdout, stderr)
        if program.trap.encode() not in stderr:
            problems += f"stderr does not name the trap '{program.trap}': {stderr.decode(errors='backslashreplace')}\n"
    elif native:
        expected = native
        if native[0] != program.exit_status:
            problems += f"the native program exits with {native[0]}, EXIT says {program.exit_status}\n"
    else:
        expected = (program.exit_status, program.expected_stdout, stderr if "STDERR" in program.directives else b"")
    if status != expected[0]:
        problems += f"exit status {status}, expected {expected[0]}\n"
    problems += difference("stdout", expected[1], stdout) + difference("stderr", expected[2], stderr)
    if problems:
        raise Mismatch(problems)


def check(program, work, tools):
    """Returns {build: problem text or None}."""
    work = work / program.name
    work.mkdir(parents=True, exist_ok=True)
    results = {}
    try:
        native = native_result(program, work)
    except (toolchain.BuildError, subprocess.TimeoutExpired) as problem:
        return {"native": str(problem)}
    for build in builds.of(program):
        try:
            compare(program, native, guest_result(program, build, work, tools))
            results[build] = None
        except (Mismatch, toolchain.BuildError, subprocess.TimeoutExpired) as problem:
            results[build] = str(problem)
    return results


def selected(filters, exact):
    everything = programs.find(HERE)
    if not filters:
        return everything
    return [p for p in everything if any(f == p.name if exact else f in p.name for f in filters)]


def waiting():
    """The programs of waiting.txt, with the reason."""
    lines = (HERE / "waiting.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def main():
    parser = runner.parser(__doc__, "build/release/guest")
    runner.add_host(parser)
    parser.add_argument("--jobs", type=int, default=toolchain.jobs())
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--list", action="store_true", help="print the programs' names and stop")
    parser.add_argument("--waiting", action="store_true", help="run the programs of waiting.txt too")
    parser.add_argument("filter", nargs="*")
    options = parser.parse_intermixed_args()
    runner.default_signals()

    chosen = selected(options.filter, options.exact)
    reasons = {} if options.waiting else waiting()
    skipped = [program for program in chosen if program.name in reasons]
    if options.list:
        print(*(program.name for program in chosen), sep="\n")
        return 0
    runner.require(options.wasixc, options.host)
    options.work = options.work.absolute()
    for program in skipped:
        print(f"skip {program.name}: waits for {reasons[program.name]}")
    chosen = [program for program in chosen if program not in skipped]
    if skipped and not chosen:
        print(f"0 passed, 0 failed, {len(skipped)} skipped")
        return runner.SKIPPED
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for program, results in zip(chosen, pool.map(lambda p: check(p, options.work, options), chosen)):
            bad = {build: text for build, text in results.items() if text is not None}
            passed, failed = passed + len(results) - len(bad), failed + len(bad)
            print(f"{'FAIL' if bad else 'ok  '} {program.name} ({', '.join(bad or results)})", flush=True)
            for build, text in bad.items():
                print(f"--- {program.name}, build {build}\n{text}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
