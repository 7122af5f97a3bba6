"""The random decisions behind a module, recorded, so that a failing module can be shrunk: fewer and smaller decisions
make a smaller module that is just as valid."""

import random
import time


class Choices:
    """Draws from a seed, or replays a list of numbers below 1, with zeros behind its end."""

    def __init__(self, seed=None, replayed=None):
        self.source = random.Random(seed)
        self.replayed = replayed
        self.drawn = []

    def random(self):
        if self.replayed is None:
            number = self.source.random()
        else:
            number = self.replayed[len(self.drawn)] if len(self.drawn) < len(self.replayed) else 0.0
        self.drawn.append(number)
        return number

    def randrange(self, stop):
        return int(self.random() * stop)

    def randint(self, first, last):
        return first + self.randrange(last - first + 1)

    def choice(self, items):
        return items[self.randrange(len(items))]

    def weighted(self, pairs):
        """One of (item, weight)."""
        point = self.random() * sum(weight for _, weight in pairs)
        for item, weight in pairs:
            point -= weight
            if point < 0:
                return item
        return pairs[-1][0]

    def sample(self, items, count):
        items = list(items)
        return [items.pop(self.randrange(len(items))) for _ in range(count)]

    def getrandbits(self, bits):
        """At most 48 of them are random at once."""
        number = 0
        for _ in range(0, bits, 32):
            number = number << 32 | int(self.random() * (1 << 32))
        return number & ((1 << bits) - 1)

    def randbytes(self, count):
        return bytes(self.randrange(256) for _ in range(count))


def shrink(drawn, still_fails, seconds):
    """A shorter list of decisions that still fails."""
    end = time.monotonic() + seconds
    chunk = max(len(drawn) // 2, 1)
    while chunk >= 1 and time.monotonic() < end:
        position = 0
        while position < len(drawn) and time.monotonic() < end:
            removed = drawn[:position] + drawn[position + chunk:]
            zeroed = drawn[:position] + [0.0] * len(drawn[position:position + chunk]) + drawn[position + chunk:]
            for candidate in (removed, zeroed):
                if candidate == drawn or len(candidate) > len(drawn):
                    continue
                if still_fails(candidate):
                    drawn = candidate
                    break
            else:
                position += chunk
                continue
            if candidate is zeroed:
                position += chunk
        chunk //= 2
    return drawn
