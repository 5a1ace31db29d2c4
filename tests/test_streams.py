from __future__ import annotations

import numpy as np
import pytest

from specgen import streams
from specgen.streams import GOLDEN, Stream, child_address, mix64, stream

ROWS = np.arange(200_000, dtype=np.uint64)
COLUMN = stream(42, "orders", "status")


def chi_square_deviation(counts: np.ndarray, expected: float) -> float:
    """How many standard deviations a chi-square statistic lies above its mean."""
    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = counts.size - 1
    return (statistic - freedom) / np.sqrt(2 * freedom)


def splitmix64(z: int) -> int:
    """The finaliser as its authors print it, in Python's own integers."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def unmix64(z: int) -> int:
    """The number that the finaliser turns into z: every step of it is a bijection."""
    z ^= (z >> 31) ^ (z >> 62)
    z = z * pow(0x94D049BB133111EB, -1, 2**64) % 2**64
    z ^= (z >> 27) ^ (z >> 54)
    z = z * pow(0xBF58476D1CE4E5B9, -1, 2**64) % 2**64
    return z ^ (z >> 30) ^ (z >> 60)


def test_mix64_is_the_published_finaliser_on_both_sides_of_a_block_border():
    words = np.arange(16_380, 16_390, dtype=np.uint64) * GOLDEN
    long = np.arange(16_390, dtype=np.uint64) * GOLDEN

    assert mix64(words).tolist() == [splitmix64(int(word)) for word in words]
    assert mix64(long)[16_380:].tolist() == mix64(words).tolist()


def test_mix64_leaves_its_argument_alone():
    words = ROWS[:10].copy()
    mix64(words)

    assert words.tolist() == list(range(10))


def test_a_draw_is_the_documented_formula():
    keys = Stream(3, 2**64 - 5)

    drawn = keys.bits(np.array([7, 2**64 - 1], np.uint64))

    expected = [splitmix64(splitmix64((address * int(GOLDEN) + 3) % 2**64) ^ (2**64 - 5)) for address in (7, 2**64 - 1)]
    assert drawn.tolist() == expected


def test_a_draw_depends_on_its_address_alone():
    scattered = np.array([77_777, 3, 199_999, 16_384], np.uint64)

    assert np.array_equal(COLUMN.uniform(scattered), COLUMN.uniform(ROWS)[scattered.astype(np.int64)])
    assert len(COLUMN.uniform(ROWS[:0])) == 0


@pytest.mark.parametrize("bits, expected", [(0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53), (2**63, 0.5 + 2.0**-53)])
def test_uniform_stays_inside_the_open_interval_at_its_ends(bits, expected):
    address = (unmix64(unmix64(bits) ^ COLUMN.k1) - COLUMN.k0) * pow(int(GOLDEN), -1, 2**64) % 2**64

    assert COLUMN.uniform(np.array([address], np.uint64)).tolist() == [expected]


def test_uniform_draws_are_uniform_and_neighbours_independent():
    u = COLUMN.uniform(ROWS)
    cells = (u * 32).astype(np.int64)
    pairs = np.bincount(cells[:-1] * 32 + cells[1:], minlength=1024)

    assert abs(chi_square_deviation(np.bincount((u * 1000).astype(np.int64), minlength=1000), 200)) < 5
    assert abs(chi_square_deviation(pairs, (len(u) - 1) / 1024)) < 5


def test_every_bit_is_fair():
    bits = COLUMN.bits(ROWS)
    ones = np.array([int((bits >> np.uint64(place) & np.uint64(1)).sum()) for place in range(64)])

    assert np.abs(ones - 100_000).max() < 5 * np.sqrt(200_000) / 2


@pytest.mark.parametrize(
    "other",
    [
        stream(43, "orders", "status"),
        stream(42, "orderss", "tatus"),
        stream(42, "orders", "", "status"),
        COLUMN.derive(""),
        COLUMN.derive("nulls"),
    ],
)
def test_any_other_word_gives_an_unrelated_stream(other):
    assert other != COLUMN
    assert abs(np.corrcoef(other.uniform(ROWS), COLUMN.uniform(ROWS))[0, 1]) < 5 / np.sqrt(len(ROWS))


def test_keys_are_the_same_on_every_machine():
    assert (COLUMN.k0, COLUMN.k1) == (0xD65C6505572E4539, 0x9613AF3E40C5EB8F)


def test_child_addresses_are_distinct_and_differ_from_row_numbers():
    owners = np.repeat(np.arange(50_000), 4)
    ordinals = np.tile(np.arange(4), 50_000)

    addresses = child_address(np.arange(50_000, dtype=np.uint64), owners, ordinals)

    assert len(np.unique(np.concatenate([addresses, ROWS]))) == 400_000


def test_siblings_draw_independently():
    owners, ordinals = np.repeat(np.arange(100_000), 2), np.tile(np.arange(2), 100_000)

    u = COLUMN.uniform(child_address(ROWS[:100_000], owners, ordinals)).reshape(-1, 2)

    assert abs(np.corrcoef(u.T)[0, 1]) < 5 / np.sqrt(len(u))


def test_mixing_is_undone() -> None:
    numbers = np.concatenate([np.arange(1_000, dtype=np.uint64), np.uint64(2**64 - 1) - np.arange(1_000, dtype=np.uint64)])

    assert np.array_equal(streams.unmix64(mix64(numbers)), numbers)
