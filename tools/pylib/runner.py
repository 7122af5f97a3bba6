"""What the scripts that run tests have in common: options, and what to do when something they need is missing."""

import argparse
import pathlib
import signal
import sys
import unittest

import toolchain

SKIPPED = 77  # what ctest takes for a skipped test

# What they find ends the program at once, so that the status tells.
SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "use_sigaltstack=0:detect_leaks=0",
    "TSAN_OPTIONS": f"halt_on_error=1:suppressions={toolchain.ROOT}/tests/sanitizers/tsan_suppressions.txt",
}


def parser(description, work):
    """A parser for --wasixc and --work; `work` is the default of the latter, below the repository."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--wasixc", type=pathlib.Path, default=toolchain.DEFAULT_WASIXC)
    options.add_argument("--work", type=pathlib.Path, default=toolchain.ROOT / work)
    return options


def default_signals():
    """What the caller ignores, as that of a job in the background does, the programs would ignore, too."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def require(*tools):
    """Ends the script as skipped when one of the files is not there; None counts as there."""
    for tool in tools:
        if tool and not tool.exists():
            print(f"not there: {tool}")
            sys.exit(SKIPPED)


def add_host(options):
    options.add_argument("--host", type=lambda name: pathlib.Path(name).absolute(),
                         help="a runtime with sanitizers (tests/sanitizers) that runs the programs instead of their own")


def in_host(host, executable, flags):
    """The command and the environment that run a program, in the given runtime or, without one, in its own. Another
    runtime does not see the flags that the program was compiled with."""
    if not host:
        return [executable], {}
    options = " ".join(str(flag).replace("\\", "\\\\").replace(" ", "\\ ") for flag in flags)
    return [host, executable], {"WASIXC_OPTIONS": options, **SANITIZER_OPTIONS}


def run_case(case, description, work):
    """The whole of a script that consists of one class of tests, which gets `wasixc` and a folder `work`. Returns its status."""
    options = parser(description, work).parse_args()
    require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    case.wasixc, case.work = options.wasixc.absolute(), options.work.resolve()
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromTestCase(case))
    return 0 if result.wasSuccessful() else 1
