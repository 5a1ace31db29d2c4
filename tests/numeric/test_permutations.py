from __future__ import annotations

import pickle

import numpy as np
import pytest

from specgen.numeric.permutations import HASHED, TABLED, FeistelPermutation, HashedPermutation, block_permutation, permutation
from specgen.streams import mix64, stream

KEY = stream(1, "t", "c")
KINDS = [FeistelPermutation, HashedPermutation]


def images(kind, n: int, count: int) -> np.ndarray:
    """(count, n): the same positions under many keys, other ones for each n."""
    return np.array([kind(n, KEY.derive(f"{n} {number}"))(np.arange(n)) for number in range(count)])


def block_images(n: int, count: int) -> np.ndarray:
    rows = mix64(np.repeat(np.arange(count, dtype=np.uint64), n))
    return block_permutation(rows, n, np.tile(np.arange(n), count)).reshape(count, n)


def position_deviation(drawn: np.ndarray) -> float:
    """Standard deviations by which a chi-square over (position, image) exceeds its mean.

    The cells' covariance is a projection of rank (n - 1)², scaled: so (n - 1) / keys · Σ (count - keys / n)² has that many degrees.
    """
    count, n = drawn.shape
    cells = np.bincount((np.arange(n) * n + drawn).ravel(), minlength=n * n)
    freedom = (n - 1) ** 2
    return ((n - 1) / count * ((cells - count / n) ** 2).sum() - freedom) / np.sqrt(2 * freedom)


def pair_deviation(drawn: np.ndarray, i: int, j: int) -> float:
    """The same over the ordered pairs of images of two positions: n (n - 1) equally likely cells."""
    count, n = drawn.shape
    cells = np.bincount(drawn[:, i] * n + drawn[:, j], minlength=n * n).astype(float)
    expected = count / (n * (n - 1))
    freedom = n * (n - 1) - 1
    off_diagonal = cells[np.arange(n * n) % (n + 1) != 0]
    return (((off_diagonal - expected) ** 2).sum() / expected - freedom) / np.sqrt(2 * freedom)


def difference_deviation(drawn: np.ndarray) -> float:
    """The same over the differences, modulo n, of the images of neighbouring positions: n - 1 equally likely cells."""
    n = drawn.shape[1]
    counts = np.bincount(((drawn[:, 1::2] - drawn[:, : n - 1 : 2]) % n).ravel(), minlength=n)[1:]
    expected = counts.sum() / (n - 1)
    return (((counts - expected) ** 2).sum() / expected - (n - 2)) / np.sqrt(2 * (n - 2))


@pytest.mark.parametrize("kind", KINDS)
def test_every_image_comes_once_for_every_small_n(kind):
    assert all(np.array_equal(np.sort(kind(n, KEY)(np.arange(n))), np.arange(n)) for n in range(1, 200))


@pytest.mark.parametrize("n", [HASHED, HASHED + 1, 100_000, 65_536 * 4, 257 * 256, 300_007])
def test_every_image_comes_once_for_large_n(n):
    drawn = permutation(n, KEY)(np.arange(n))

    assert np.bincount(drawn, minlength=n).max() == 1 and len(drawn) == n


@pytest.mark.parametrize("n", [10, HASHED + 1, TABLED, TABLED + 1, 2**62])
def test_a_position_can_be_asked_alone_and_after_pickling(n):
    positions = np.array([0, n - 1, n // 3, n // 3])
    shuffled = permutation(n, KEY)

    answer = shuffled(positions)

    assert answer[2] == answer[3] and (answer < n).all() and (answer >= 0).all()
    assert np.array_equal(pickle.loads(pickle.dumps(permutation(n, KEY)))(positions[::-1]), answer[::-1])


@pytest.mark.parametrize("n", [2, 3, 5, 12, *(pytest.param(n, marks=pytest.mark.slow) for n in (4, 6, 7, 9, 17))])
def test_positions_and_pairs_are_uniform_over_many_keys(n):
    """For the smallest sizes, a prime and a composite; the slow ones are those between, and a larger prime."""
    for drawn in (images(FeistelPermutation, n, 1500), block_images(n, 30_000)):
        pairs = [pair_deviation(drawn, i, j) for i, j in {(0, 1), (0, n - 1), (n - 1, n // 2)} if i != j] if n > 2 else [0.0]

        assert position_deviation(drawn) < 5
        assert max(pairs) < 5.5


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", KINDS)
def test_no_n_up_to_300_stands_out(kind, step):
    """Every fifth size; the slow one tries every size."""
    sizes = np.arange(2, 301, step)
    drawn = [images(kind, n, 30) for n in sizes]
    positions = np.array([position_deviation(part) for part in drawn])
    pairs = np.array([difference_deviation(part) for part in drawn[1:]])

    for deviations in (positions, pairs):
        assert deviations.max() < 7
        assert abs(deviations.mean()) * np.sqrt(len(deviations)) < 5


def test_neighbours_land_anywhere_in_a_large_permutation():
    n = 1_000_003
    drawn = permutation(n, KEY)(np.arange(n))
    cells = (drawn[:-1] * 32 // n) * 32 + drawn[1:] * 32 // n
    counts = np.bincount(cells, minlength=1024)

    assert ((counts - n / 1024) ** 2).sum() / (n / 1024) < 1023 + 5 * np.sqrt(2 * 1023)


def test_rows_of_a_block_get_distinct_images_whatever_the_sizes_of_the_others():
    sizes = np.array([1, 2, 3, 5, 17, 40, 300, 70_000])
    rows = np.repeat(np.arange(len(sizes)), np.minimum(sizes, 1000))
    ordinal = np.concatenate([np.arange(min(size, 1000)) for size in sizes])
    keys_of_rows = mix64(rows.astype(np.uint64))

    drawn = block_permutation(keys_of_rows, sizes[rows], ordinal)

    assert (drawn < sizes[rows]).all() and (drawn >= 0).all()
    assert len(np.unique(rows * 100_000 + drawn)) == len(rows)
    alone = rows == 4
    assert np.array_equal(drawn[alone], block_permutation(keys_of_rows[alone], 17, ordinal[alone]))


def test_beyond_tables_positions_scatter_over_the_whole_range_without_a_repeat():
    drawn = permutation(2**62, KEY)(np.arange(20_000))

    assert len(np.unique(drawn)) == 20_000
    counts = np.bincount(drawn >> 58, minlength=16)
    assert (((counts - 1250) ** 2).sum() / 1250 - 15) / np.sqrt(30) < 5


@pytest.mark.parametrize("n", [1, 2, 1_000, HASHED, HASHED + 1, 1_000_003, TABLED, TABLED + 1, 10**12, 2**62])
def test_the_inverse_leads_back(n):
    shuffled = permutation(n, KEY)
    i = np.unique(np.linspace(0, n - 1, 500).astype(np.int64).clip(0, n - 1))

    assert np.array_equal(shuffled.inverse(shuffled(i)), i)
    assert np.array_equal(shuffled(shuffled.inverse(i)), i)
