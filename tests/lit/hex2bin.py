#!/usr/bin/env python3
"""Prints the bytes that a file spells in hexadecimal; `#` starts a comment. For what no assembler at hand can express."""

import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    digits = "".join(line.split("#")[0] for line in lines)
sys.stdout.buffer.write(bytes.fromhex(digits))
