"""Bounds of forms in three vectors, beside singular values of numpy's."""

import numpy as np
import pytest

from symc.algebra.spectral import spectral_bound


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 1, 2), (3, 3, 3), (9, 5, 7)])
def test_it_is_the_least_norm_of_three_matrices(shape: tuple[int, int, int]) -> None:
    tensor = np.random.default_rng(0).normal(size=shape)
    wanted = min(
        np.linalg.norm(np.moveaxis(tensor, mode, 0).reshape(shape[mode], -1), 2)
        for mode in range(3)
    )
    sparse = {(i, j, k): float(v) for (i, j, k), v in np.ndenumerate(tensor)}
    assert wanted <= spectral_bound(sparse) < 1.01 * wanted


def test_of_nothing_it_is_nothing() -> None:
    assert spectral_bound({}) == spectral_bound({(0, 0, 0): 0.0}) == 0.0
    assert spectral_bound({(0, 4, 1): -2.0}) == pytest.approx(2.0)
