"""Where the tools are and how programs are built with them: shared by the guest tests, package tests and benchmarks."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEFAULT_WASIXC = ROOT / "build/release/bin/wasixc"

# WebAssembly has no fused multiply-add, so a native build that is to print the same numbers must not fuse either.
NATIVE_FLAGS = ["-ffp-contract=off", "-Wno-unused-result"]


def is_cxx(source):
    return pathlib.Path(source).suffix == ".cpp"


def guest_compiler(source, library=None):
    """The compiler for a guest; with the library "wasix" it has processes and signals."""
    return [str(ROOT / "tools" / f"{library or 'wasi'}-{'c++' if is_cxx(source) else 'cc'}")] + language(source)


def native_compiler(source):
    return ["clang++-22" if is_cxx(source) else "clang-22"] + language(source) + NATIVE_FLAGS


def language(source):
    return ["-std=c++20"] if is_cxx(source) else ["-std=gnu17"]


class BuildError(Exception):
    """A build command failed; the text is what it printed."""


def build(command, cwd=None):
    """Runs one build command quietly; its output matters only when it fails."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        raise BuildError(f"$ {' '.join(map(str, command))}\n{done.stdout}{done.stderr}exit status {done.returncode}")


def clean_environment(variables=None):
    """What a program under test sees: only the variables that its test names."""
    return dict(variables or {})


def jobs():
    return os.cpu_count() or 1
