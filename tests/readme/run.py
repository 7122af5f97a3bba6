#!/usr/bin/env python3
"""Runs the examples of README.md: what follows `$ cat FILE` becomes the file, every other `$ command` runs, in a folder of
its own where tools/ and build/ are the project's, and must print what the README shows. A line with ` ... ` may have other
text in those places."""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def steps(text):
    """The indented blocks of the README as (command, lines that it shows)."""
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE):
        lines = [line[4:] for line in block.rstrip("\n").split("\n")]
        if not any(line.startswith("$ ") for line in lines):
            continue
        command, shown = None, []
        for line in lines + ["$ "]:
            if line.startswith("$ "):
                if command:
                    yield command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)


def matches(shown, printed):
    pattern = "\n".join(re.escape(line).replace(r"\.\.\.", ".*") for line in shown)
    return re.fullmatch(pattern, printed.rstrip("\n")) is not None


def main():
    failures, count = 0, 0
    with tempfile.TemporaryDirectory(prefix="wasixc-readme.") as name:
        folder = pathlib.Path(name)
        for shared in ("tools", "build"):
            (folder / shared).symlink_to(ROOT / shared)
        for command, shown in steps((ROOT / "README.md").read_text()):
            if command.startswith("cat "):
                (folder / command[4:]).write_text("\n".join(shown) + "\n")
                continue
            done = subprocess.run(["bash", "-c", command], cwd=folder, text=True, timeout=120,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            count += 1
            if not matches(shown, done.stdout):
                failures += 1
                print(f"$ {command}\n  shown:   {shown}\n  printed: {done.stdout.splitlines()}")
    print(f"{count} commands of README.md, {failures} with other results")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
