"""Exit statuses of traps, read from the rows of abi/traps.def: 128 plus the number of the row's signal."""

import re
import signal

from toolchain import ROOT


def exit_statuses():
    rows = re.findall(r'^WASIX_TRAP\(\w+, "([^"]*)", (\w+)\)', (ROOT / "abi/traps.def").read_text(), re.MULTILINE)
    return {text: 128 + getattr(signal, "SIG" + name) for text, name in rows}
