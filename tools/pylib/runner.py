"""What the scripts that run tests have in common: options, and what to do when something they need is missing."""

import argparse
import pathlib
import sys

import toolchain

SKIPPED = 77  # what ctest takes for a skipped test


def parser(description, work):
    """A parser for --wasixc and --work; `work` is the default of the latter, below the repository."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--wasixc", type=pathlib.Path, default=toolchain.DEFAULT_WASIXC)
    options.add_argument("--work", type=pathlib.Path, default=toolchain.ROOT / work)
    return options


def require(*tools):
    """Ends the script as skipped when one of the files is not there; None counts as there."""
    for tool in tools:
        if tool and not tool.exists():
            print(f"not there: {tool}")
            sys.exit(SKIPPED)
