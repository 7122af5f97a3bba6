"""What a package test consists of: how its module comes about, and the runs that are compared."""

import dataclasses
import pathlib


@dataclasses.dataclass
class Case:
    """One run. Where there is a native program, its output, status and `outputs` files are what is expected.

    Otherwise, or if given, `expected` is the whole standard output, `contains` are parts of either stream.
    """

    name: str
    args: list
    stdin: bytes = b""
    files: dict = dataclasses.field(default_factory=dict)
    outputs: list = dataclasses.field(default_factory=list)
    expected: bytes | None = None
    contains: list = dataclasses.field(default_factory=list)
    status: int = 0


@dataclasses.dataclass
class Built:
    """A module and, where the package can be built for the host too, the program to compare with."""

    module: pathlib.Path
    native: pathlib.Path | None = None


@dataclasses.dataclass
class Recipe:
    """A package. Its runs see one granted folder under the name `grant`, and the variables of `environment`.

    With `self_path` the program finds itself there, to run as another program. What `waiting` names is not served by the
    runtime yet: the package is skipped, unless it is asked for by name.
    """

    name: str
    build: object
    cases: list
    grant: str = "."
    environment: dict = dataclasses.field(default_factory=dict)
    program: str = ""
    self_path: str = ""
    long: bool = False
    waiting: str = ""


def text_input(name):
    return (pathlib.Path(__file__).resolve().parent / "inputs" / name).read_bytes()


def shim(name=""):
    return pathlib.Path(__file__).resolve().parent / "shims" / name


def up_to_date(outputs, inputs):
    """Whether every output exists and none is older than an input: builds from source take half a minute each."""
    if not all(path.exists() for path in outputs):
        return False
    return min(p.stat().st_mtime for p in outputs) >= max(p.stat().st_mtime for p in inputs)
