#!/usr/bin/env python3
"""Programs that load libraries, while they run or when they start, and that call functions of types which only they
know: docs/dynamic-linking.md.

usage: run.py [--wasixc FILE] [--work DIR] [TEST...], where a test is MODULE.CLASS[.METHOD]

Exits with 77 when wasixc is missing.
"""

import sys
import unittest

from fixture import DynamicLinking, runner

MODULES = ["loading", "calls", "constructors", "exceptions", "hostile"]


def main():
    parser = runner.parser(__doc__, "build/release/dynamic-linking")
    parser.add_argument("tests", nargs="*", default=MODULES)
    options = parser.parse_args()
    runner.require(options.wasixc)
    DynamicLinking.wasixc, DynamicLinking.top = options.wasixc.resolve(), options.work.resolve()
    tests = unittest.defaultTestLoader.loadTestsFromNames(options.tests)
    return 0 if unittest.TextTestRunner().run(tests).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
