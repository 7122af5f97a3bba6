"""Uses much of the standard library and checks the results itself; prints one line when all of them are right."""

import base64
import collections
import dataclasses
import datetime
import decimal
import fractions
import hashlib
import itertools
import json
import math
import os
import random
import re
import statistics
import struct
import textwrap
import zlib


@dataclasses.dataclass(order=True)
class Item:
    weight: float
    name: str = "none"


def generator(n):
    try:
        yield from (i * i for i in range(n))
    finally:
        events.append("closed")


events = []
data = {"list": [1, 2.5, None, True], "nested": {"ключ": "значение"}, "big": 2**70}
assert json.loads(json.dumps(data)) == data
assert re.findall(r"(\w+)@(\w+)\.com", "a@b.com, cc@dd.com") == [("a", "b"), ("cc", "dd")]
assert re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567") == "1,234,567"
blob = b"compress me " * 5000
assert zlib.decompress(zlib.compress(blob, 9)) == blob and zlib.crc32(blob) == zlib.crc32(bytes(blob))
assert hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf8f01cfea")
assert base64.b64decode(base64.b64encode(bytes(range(256)))) == bytes(range(256))
assert struct.unpack("<hIdq", struct.pack("<hIdq", -2, 7, 1.5, -(2**60))) == (-2, 7, 1.5, -(2**60))
assert math.factorial(30) == 265252859812191058636308480000000 and math.isclose(math.gamma(5), 24)
assert fractions.Fraction(1, 3) + fractions.Fraction(1, 6) == fractions.Fraction(1, 2)
assert str(decimal.Decimal(1) / 7)[:12] == "0.1428571428"
assert statistics.median([5, 1, 3]) == 3 and sorted([Item(2), Item(1, "a")])[0].name == "a"
assert collections.Counter("mississippi").most_common(1) == [("i", 4)]
assert list(itertools.islice(itertools.permutations("abc"), 2)) == [("a", "b", "c"), ("a", "c", "b")]
assert (datetime.date(2024, 3, 1) - datetime.date(2024, 2, 1)).days == 29
assert textwrap.fill("a b c d", 3) == "a b\nc d"
assert sum(generator(10)) == 285 and events == ["closed"]
random.seed(7)
assert sorted(random.sample(range(100), 5)) == sorted(set(random.Random(7).sample(range(100), 5)))

try:
    [][1]
except IndexError as error:
    assert "out of range" in str(error)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


assert depth(500) == 500
try:
    depth(10**6)
    raise AssertionError("recursion without an end")
except RecursionError:
    pass

os.makedirs("/tree/inner")
for i in range(50):
    with open(f"/tree/inner/{i:02}.txt", "w", encoding="utf-8") as file:
        file.write(f"файл {i}\n" * i)
assert sorted(os.listdir("/tree/inner"))[-1] == "49.txt"
assert os.stat("/tree/inner/10.txt").st_size == len("файл 10\n".encode()) * 10
with open("/tree/inner/07.txt", encoding="utf-8") as file:
    assert [line.strip() for line in file] == ["файл 7"] * 7
os.rename("/tree/inner/07.txt", "/tree/seven.txt")
found = [name for _, _, names in os.walk("/tree") for name in names]
assert len(found) == 50 and "seven.txt" in found
try:
    open("/absent")
except FileNotFoundError as error:
    assert error.filename == "/absent"

primes = [n for n in range(2, 5000) if all(n % d for d in range(2, int(n**0.5) + 1))]
assert len(primes) == 669 and 2**4423 % 1000 == pow(2, 4423, 1000)
print("all checks passed")
