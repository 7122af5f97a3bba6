"""One guest program and what its header comment asks for.

The first comment block of a source file holds prose and directives, one per line:

  ARGS: words as a shell splits them            ENV: NAME=VALUE ... split the same way
  STDIN: text with \\n escapes                   REPEAT: how often that text is repeated
  STDIN_OPEN: yes   (a pipe nobody writes to)   DIR: GUEST-PATH [ro]   grants an empty scratch folder
  FILE: NAME=CONTENT   put into that folder     EXIT: status, 0 unless told
  FLAGS: for the guest's compiler               BUILDS: names from builds.py, or all
  NET: rules of --net
  STDERR: any   whatever the program says there
  NATIVE: no   (compare with NAME.expected)     TRAP: text from abi/traps.def; implies NATIVE: no
  LIBRARY: wasix   built with abi/guest          SELF: GUEST-PATH   where the program finds itself, to exec

A trap's expected output, unless NAME.expected says otherwise, is the line "before": whatever was flushed.
"""

import dataclasses
import pathlib
import re
import shlex

KEYS = {"ARGS", "ENV", "STDIN", "REPEAT", "STDIN_OPEN", "DIR", "FILE", "EXIT", "FLAGS", "BUILDS", "NATIVE", "TRAP",
        "LIBRARY", "SELF", "STDERR", "NET"}


@dataclasses.dataclass
class Program:
    source: pathlib.Path
    name: str
    directives: dict

    def words(self, key):
        return shlex.split(self.directives.get(key, ""))

    @property
    def stdin(self):
        text = self.directives.get("STDIN", "").replace("\\n", "\n").replace("\\t", "\t")
        return text.encode() * int(self.directives.get("REPEAT", "1"))

    @property
    def stdin_stays_open(self):
        return self.directives.get("STDIN_OPEN") == "yes"

    @property
    def environment(self):
        return dict(word.split("=", 1) for word in self.words("ENV"))

    @property
    def library(self):
        return self.directives.get("LIBRARY")

    @property
    def self_path(self):
        path = self.directives.get("SELF")
        return pathlib.PurePosixPath(path) if path else None

    @property
    def trap(self):
        return self.directives.get("TRAP")

    @property
    def exit_status(self):
        return int(self.directives.get("EXIT", "0"))

    @property
    def runs_natively(self):
        return self.directives.get("NATIVE") != "no" and not self.trap

    @property
    def expected_stdout(self):
        file = self.source.with_suffix(".expected")
        return b"before\n" if self.trap and not file.exists() else file.read_bytes()


def read(source, root):
    directives = {}
    for line in source.read_text().splitlines():
        if not line.startswith("//"):
            break
        found = re.match(r"// ([A-Z_]+): ?(.*)$", line)
        if found:
            key, value = found.groups()
            if key not in KEYS:
                raise ValueError(f"{source}: unknown directive {key}")
            directives[key] = value
        elif re.search(rf" ({'|'.join(KEYS)}): ", line):
            raise ValueError(f"{source}: a directive does not begin its line: {line}")
    return Program(source, str(source.relative_to(root).with_suffix("")), directives)


def find(root):
    sources = sorted(p for p in root.rglob("*") if p.suffix in (".c", ".cpp"))
    return [read(source, root) for source in sources]
