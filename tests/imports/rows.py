"""The rows of abi/imports.def, for tests that want every import."""

import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = {"PREVIEW1": "wasi_snapshot_preview1", "WASIX": "wasix_32v1", "UNSTABLE": "wasi_unstable", "WASI": "wasi",
           "WASIXC": "wasixc_v1"}
ROW = re.compile(r'^WASIX_IMPORT\(([A-Z0-9 |]+), "([\w-]+)", (\w+), "([iI]*):([iI]*)", (Ready|Known)\)', re.MULTILINE)


@dataclasses.dataclass
class Row:
    modules: list
    name: str
    handler: str
    parameters: str
    result: str
    is_ready: bool


def read():
    text = (ROOT / "abi/imports.def").read_text()
    rows = [Row([MODULES[m.strip()] for m in modules.split("|")], name, handler, parameters, result, status == "Ready")
            for modules, name, handler, parameters, result, status in ROW.findall(text)]
    if len(rows) != len(re.findall(r"^WASIX_IMPORT\(", text, re.MULTILINE)):
        raise ValueError("a row of abi/imports.def has another form than this reader knows")
    return rows
