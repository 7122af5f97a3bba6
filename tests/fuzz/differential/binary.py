"""The binary format: numbers, vectors and sections; and the instructions, read from the compiler's own table."""

import dataclasses
import pathlib
import re

OPCODES = pathlib.Path(__file__).resolve().parents[3] / "compiler/wasm/opcodes.def"
ROW = re.compile(r"WASM_OPCODE\((\w+),\s*(0x\w+), (0x\w+),\s*\"([^\"]*)\",\s*(\w+),\s*(\w+),\s*(\d+),\s*\"([^\"]*)\",\s*(\w+)\)")

# Value types by letter: as in opcodes.def, and r funcref, x externref, e exnref.
TYPE_CODES = {"i": 0x7F, "I": 0x7E, "f": 0x7D, "F": 0x7C, "v": 0x7B, "r": 0x70, "x": 0x6F, "e": 0x69}


@dataclasses.dataclass(frozen=True)
class Opcode:
    name: str
    code: bytes
    mnemonic: str
    immediate: str
    argument: int
    parameters: str
    results: str
    feature: str


def unsigned(number):
    out = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        if number == 0:
            out.append(byte)
            return bytes(out)
        out.append(byte | 0x80)


def signed(number):
    out = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        if number == (-1 if byte & 0x40 else 0):
            out.append(byte)
            return bytes(out)
        out.append(byte | 0x80)


def read_opcodes():
    """All instructions of the table by mnemonic; those that share one keep the first."""
    opcodes = {}
    for name, prefix, code, mnemonic, _, immediate, argument, signature, feature in ROW.findall(OPCODES.read_text()):
        prefix, code = int(prefix, 16), int(code, 16)
        encoded = bytes([prefix]) + unsigned(code) if prefix else bytes([code])
        parameters, _, results = signature.partition(":")
        opcodes.setdefault(mnemonic, Opcode(name, encoded, mnemonic, immediate, int(argument), parameters, results,
                                            feature if signature != "*" else f"*{feature}"))
    return opcodes


OPS = read_opcodes()


def vector(items):
    items = list(items)
    return unsigned(len(items)) + b"".join(items)


def name(text):
    encoded = text.encode()
    return unsigned(len(encoded)) + encoded


def section(number, items):
    items = list(items)
    if not items:
        return b""
    content = vector(items)
    return bytes([number]) + unsigned(len(content)) + content


def value_types(letters):
    return vector(value_type(letter) for letter in letters)


def value_type(letter):
    """A letter, or a number: the nullable reference to functions of that type."""
    return b"\x63" + signed(letter) if isinstance(letter, int) else bytes([TYPE_CODES[letter]])


def function_type(parameters, results):
    return b"\x60" + value_types(parameters) + value_types(results)


def limits(minimum, maximum=None, is64=False):
    flags = (maximum is not None) | is64 << 2
    return bytes([flags]) + unsigned(minimum) + (unsigned(maximum) if maximum is not None else b"")


def module(sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)
