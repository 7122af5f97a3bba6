"""A module whose image has every kind of record (abi/image.h), for image_fuzz."""

from wasm_module import module, name, section, sized, unsigned, vector

I32, I64, F32, F64, V128, FUNCREF, EXTERNREF, EXNREF = (bytes([code]) for code in (0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f, 0x69))
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = (bytes([kind]) for kind in range(5))
END = b"\x0b"


def function(parameters, results):
    return b"\x60" + vector(parameters) + vector(results)


# Types
NULLARY, UNARY, OPEN, CLOSED, GROUP, WRITE, RETIRED, UNKNOWN, THREE, IMPORTED_TAG, OWN_TAG, CAUGHT = range(12)
TYPES = [
    function([], []),
    function([I64], [I64]),
    b"\x50\0" + function([I32], []),  # open for subtypes
    b"\x4f\1" + unsigned(OPEN) + function([I32], []),
    b"\x4e\1" + function([FUNCREF, b"\x63" + unsigned(GROUP)], [EXTERNREF]),  # a recursive group
    function([I32] * 4, [I32]),
    function([I64, F64], [I32]),
    function([EXNREF, V128], [FUNCREF, EXTERNREF, EXNREF]),
    function([], [I32, I64, F32]),
    function([I32, I64], []),
    function([I64, FUNCREF], []),
    function([], [I64, FUNCREF]),
]
REF_UNARY, NULLABLE_UNARY, NULLABLE_OPEN = b"\x64" + unsigned(UNARY), b"\x63" + unsigned(UNARY), b"\x63" + unsigned(OPEN)

# Functions
WRITES, _, _, BEGIN, IDENTITY, TAKES_I32, MAKES_THREE, GROUPED, THROWS, CATCHES = range(10)
TYPES_OF_FUNCTIONS = [NULLARY, UNARY, CLOSED, THREE, GROUP, NULLARY, CAUGHT]


def ref_func(index):
    return b"\xd2" + unsigned(index) + END


IMPORTS = [
    name("wasi_snapshot_preview1") + name("fd_write") + FUNCTION + unsigned(WRITE),
    name("wasix_32v1") + name("bus_open") + FUNCTION + unsigned(RETIRED),
    name("env") + name("nobody") + FUNCTION + unsigned(UNKNOWN),
    name("env") + name("table") + TABLE + FUNCREF + b"\1\2\x14",
    name("env") + name("number") + GLOBAL + I32 + b"\0",
    name("env") + name("variable") + GLOBAL + I64 + b"\1",
    name("env") + name("tag") + TAG + b"\0" + unsigned(IMPORTED_TAG),
]
TABLES = [
    FUNCREF + b"\0\x08",
    b"\x40\0" + REF_UNARY + b"\0\3" + ref_func(IDENTITY),
    NULLABLE_OPEN + b"\1\2\4",
    EXTERNREF + b"\4\3",
    EXNREF + b"\0\1",
]
MEMORIES = [b"\1\2\4", b"\4\1"]
GLOBALS = [
    V128 + b"\0\xfd\x0c" + bytes(range(16)) + END,
    I32 + b"\0\x41\3\x41\5\x6c\x23\0\x6a" + END,  # 3 * 5 + number
    I64 + b"\0\x42\1\x42\2\x7d" + END,
    F64 + b"\1\x44" + bytes(8) + END,
    F32 + b"\1\x43" + bytes(4) + END,
    FUNCREF + b"\1" + ref_func(WRITES),
    EXTERNREF + b"\0\xd0\x6f" + END,
    REF_UNARY + b"\0" + ref_func(IDENTITY),
    NULLABLE_UNARY + b"\0\x23\x09" + END,  # the one before
]
EXPORTS = [
    name("memory") + MEMORY + unsigned(0),
    name("__indirect_function_table") + TABLE + unsigned(1),
    name("imported") + TABLE + unsigned(0),
    name("number") + GLOBAL + unsigned(0),
    name("function") + GLOBAL + unsigned(7),
    name("tag") + TAG + unsigned(1),
    name("written") + FUNCTION + unsigned(WRITES),
    name("identity") + FUNCTION + unsigned(IDENTITY),
    name("takes_i32") + FUNCTION + unsigned(TAKES_I32),
    name("three") + FUNCTION + unsigned(MAKES_THREE),
    name("grouped") + FUNCTION + unsigned(GROUPED),
    name("catches") + FUNCTION + unsigned(CATCHES),
]
ELEMENTS = [
    b"\2\1\x41\1" + END + b"\0" + vector([unsigned(IDENTITY), unsigned(WRITES), unsigned(MAKES_THREE)]),
    b"\6\3\x41\0" + END + NULLABLE_OPEN + vector([ref_func(TAKES_I32), b"\xd0" + unsigned(OPEN) + END]),
    b"\6\4\x42\1" + END + EXTERNREF + vector([b"\xd0\x6f" + END]),
    b"\5" + FUNCREF + vector([ref_func(MAKES_THREE), b"\x23\x0a" + END, b"\xd0\x70" + END]),
    b"\3\0" + vector([unsigned(THROWS)]),
]
BODIES = [
    b"\x44" + bytes(8) + b"\x24\5",
    b"\x20\0",
    b"\x20\0\x1a",
    b"\x41\1\x42\2\x43" + bytes(4),
    b"\xd0\x6f",
    b"\x42\1\xd0\x70\x08\1",  # throw
    b"\x02" + unsigned(CAUGHT) + b"\x1f\x40\1\0\1\0\x10" + unsigned(THROWS) + END + b"\x42\0\xd0\x70" + END,
]
DATA = [
    b"\0\x41\x10" + END + sized(b"applied when it was compiled"),
    b"\0\x41\xf0\xa2\4" + END + sized(b"on the second page"),
    b"\2\1\x42\x08" + END + sized(b"64 bits"),
    b"\1" + sized(b"passive"),
]


def encoded():
    return module(section(1, vector(TYPES)), section(2, vector(IMPORTS)), section(3, vector(map_leb(TYPES_OF_FUNCTIONS))), section(4, vector(TABLES)),
                  section(5, vector(MEMORIES)), section(13, vector([b"\0" + unsigned(OWN_TAG)])), section(6, vector(GLOBALS)), section(7, vector(EXPORTS)),
                  b"\x08" + sized(unsigned(BEGIN)), section(9, vector(ELEMENTS)), b"\x0c" + sized(unsigned(len(DATA))),
                  section(10, vector([sized(b"\0" + body + END) for body in BODIES])), section(11, vector(DATA)))


def map_leb(numbers):
    return [unsigned(number) for number in numbers]
