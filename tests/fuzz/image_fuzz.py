#!/usr/bin/env python3
"""Runs image_fuzz on the given images and, if there is a compiler, on the image of everything.py.

usage: image_fuzz.py --fuzzer FILE [--wasixc FILE] [--work DIR] [--seed N] [--rounds N] IMAGE...
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import everything  # noqa: E402
import runner  # noqa: E402
import toolchain  # noqa: E402


def compiled(options):
    if not options.wasixc.exists():
        return []
    options.work.mkdir(parents=True, exist_ok=True)
    module, image = options.work / "everything.wasm", options.work / "everything.image"
    module.write_bytes(everything.encoded())
    toolchain.build([options.wasixc, "-O0", "--emit=image", module, "-o", image])
    return [image]


def main():
    parser = runner.parser(__doc__, "build/images")
    parser.add_argument("--fuzzer", type=pathlib.Path, required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rounds", default="3000")
    parser.add_argument("images", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    command = [options.fuzzer, options.seed, options.rounds, *options.images, *compiled(options)]
    return subprocess.run(command, env={**os.environ, **runner.SANITIZER_OPTIONS}).returncode


if __name__ == "__main__":
    sys.exit(main())
