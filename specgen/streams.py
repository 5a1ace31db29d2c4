"""All randomness: numbers that depend on nothing but (seed, table, column, purpose) and an address.

A draw is a counter-based one (Salmon, Moraes, Dror, Shaw 2011): two rounds of the SplitMix64 finaliser (Steele, Lea, Flood 2014)
over the address. There is no state, so any draw can be made alone, anywhere, in any order.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from specgen.records import record

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Addresses = npt.NDArray[np.uint64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: the step of SplitMix64, which spreads neighbouring counters apart."""
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_UNDO = tuple(np.uint64(pow(int(factor), -1, 1 << 64)) for factor in (_SECOND, _FIRST))
"""What undoes the multiplications."""
_BLOCK = 32_768
"""Draws mixed at a time: block and scratch (256 kB each) stay in a second-level cache of 1 MiB; 3.1 ns a draw, with half of them 3.4."""

_MANTISSA = np.uint64(12)
_ONE = np.uint64(0x3FF0000000000000)
_BELOW_ONE = 1.0 - 2.0**-53


@record
class Stream:
    """An endless table of random numbers, one for each 64-bit address; two keys say which table."""

    k0: int
    k1: int

    def bits(self, address: Addresses) -> Addresses:
        """64 random bits for each address: mix64(mix64(address·G + k0) ^ k1)."""
        drawn = np.empty(len(address), np.uint64)
        scratch = np.empty(min(len(address), _BLOCK), np.uint64)
        k0, k1 = np.uint64(self.k0), np.uint64(self.k1)
        for start in range(0, len(address), _BLOCK):
            block = drawn[start : start + _BLOCK]
            np.multiply(address[start : start + _BLOCK], GOLDEN, out=block)
            block += k0
            _mix(block, scratch)
            block ^= k1
            _mix(block, scratch)
        return drawn

    def uniform(self, address: Addresses) -> Floats:
        """For each address a float64 strictly inside (0, 1)."""
        return _fractions(self.bits(address))

    def several(self, address: Addresses, counts: Ints) -> Floats:
        """So many uniform draws for each address, those of an address together: of a SplitMix64 generator that its bits seed.

        A draw costs one round of mixing instead of two.
        """
        before = np.cumsum(counts) - counts
        steps = np.arange(1, counts.sum() + 1, dtype=np.uint64) * GOLDEN
        return _fractions(_scrambled(np.repeat(self.bits(address) - before.astype(np.uint64) * GOLDEN, counts) + steps))

    def derive(self, purpose: str) -> Stream:
        """Another stream, independent of this one, that belongs to it under the name of a purpose."""
        return _keyed(str(self.k0), str(self.k1), purpose)


def stream(seed: int, table: str, column: str, purpose: str = "") -> Stream:
    """The stream of a column for a purpose; any difference in any of the four gives an unrelated one."""
    return _keyed(str(seed), table, column, purpose)


def mix64(z: Addresses) -> Addresses:
    """A scrambled copy: the SplitMix64 finaliser, a bijection of the 64-bit numbers."""
    return _scrambled(z.astype(np.uint64))


def unmix64(z: Addresses) -> Addresses:
    """What `mix64` made these of."""
    z = z ^ (z >> np.uint64(31)) ^ (z >> np.uint64(62))
    z = z * _UNDO[0]
    z = z ^ (z >> np.uint64(27)) ^ (z >> np.uint64(54))
    z = z * _UNDO[1]
    found: Addresses = z ^ (z >> np.uint64(30)) ^ (z >> np.uint64(60))
    return found


def child_address(parents: Addresses, owner: Ints, ordinal: Ints) -> Addresses:
    """(n,): the address of row `ordinal` (0, 1, …) of the block of a parent, `owner` says which: SplitMix64 seeded by the mixed address."""
    addresses = _scrambled(parents + GOLDEN).take(owner)
    steps = ordinal.astype(np.uint64)
    steps *= GOLDEN
    addresses += steps
    addresses += GOLDEN
    return _scrambled(addresses)


def _scrambled(z: Addresses) -> Addresses:
    """`mix64` in place."""
    scratch = np.empty(min(len(z), _BLOCK), np.uint64)
    for start in range(0, len(z), _BLOCK):
        _mix(z[start : start + _BLOCK], scratch)
    return z


def _fractions(drawn: Addresses) -> Floats:
    """Random bits as float64 strictly inside (0, 1), written over them: an odd multiple of 2^-53, so 1 - u is exact and as likely as u.

    The upper 52 bits become the mantissa of a number in [1, 2); what is then taken away leaves (bits + ½)·2^-52 exactly.
    """
    drawn >>= _MANTISSA
    drawn |= _ONE
    floats = drawn.view(np.float64)
    floats -= _BELOW_ONE
    return floats


def _mix(z: Addresses, scratch: Addresses) -> None:
    spare = scratch[: len(z)]
    for shift, factor in zip(_SHIFTS, (_FIRST, _SECOND, None), strict=True):
        np.right_shift(z, shift, out=spare)
        z ^= spare
        if factor is not None:
            z *= factor


def _keyed(*words: str) -> Stream:
    """Two 64-bit keys from words; each is preceded by its length, so no two lists of words read alike."""
    encoded = [word.encode() for word in words]
    text = b"".join(len(word).to_bytes(8, "little") + word for word in encoded)
    digest = hashlib.blake2b(text, digest_size=16).digest()
    return Stream(int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little"))
