"""The published and recomputed values that every statistic must reproduce."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.drift.making import run, write_csv
from workbench.drift import distances
from workbench.drift.samples import asymptotic_p, ks_test, wasserstein

X = np.arange(1000) / 1000
Y = X**1.2
Z = np.arange(700) / 700 * 0.9 + 0.02
EVEN = np.full(10, 10)
UNEVEN = np.array([5, 7, 9, 10, 10, 10, 11, 12, 12, 14])


def exactly(value):
    return pytest.approx(value, rel=1e-12)


def test_ks_of_a_bent_uniform_is_exact():
    found = ks_test(X, Y)
    assert found.statistic == exactly(0.067)
    assert found.p == exactly(0.022438659451142425)
    assert found.method == "exact"
    assert asymptotic_p(0.067, 1000, 1000) == pytest.approx(0.021427906855177276, rel=1e-9)


def test_ks_of_samples_of_unequal_size():
    found = ks_test(X, Z)
    assert found.statistic == exactly(0.081)
    assert found.p == exactly(0.008454852733207794)


def test_ks_counts_ties_once():
    values = np.array([0.0, 1.0, 2.0, 3.0])
    found = ks_test(np.repeat(values, [10, 20, 30, 40]), np.repeat(values, [20, 20, 30, 30]))
    assert found.statistic == exactly(0.1)
    assert found.p == pytest.approx(0.70206, abs=5e-6)


def test_large_samples_say_that_p_is_asymptotic_and_agree_with_scipy():
    generator = np.random.default_rng(1)
    ours, theirs = (np.sort(generator.normal(size=size)) for size in (60_000, 45_000))
    found = ks_test(ours, theirs)
    known = stats.ks_2samp(ours, theirs)
    assert found.method == "asymptotic"
    assert found.statistic == exactly(known.statistic)
    assert found.p == pytest.approx(known.pvalue, rel=1e-4)


def test_wasserstein_of_equal_and_unequal_samples():
    assert wasserstein(X, Y) == exactly(0.04545445921677939)
    assert wasserstein(X, Z) == exactly(0.03408820408163264)
    assert wasserstein(X, Y) / X.std() == pytest.approx(0.157458945, rel=1e-8)


def test_psi_js_hellinger_and_tv_of_ten_shares():
    assert distances.psi(EVEN, UNEVEN) == exactly(0.06811606603738746)
    assert distances.js_distance(EVEN, UNEVEN) == exactly(0.11017318658698726)
    assert distances.js_distance(EVEN, UNEVEN, np.e) == exactly(0.09172519451893367)
    assert distances.hellinger(EVEN, UNEVEN) == exactly(0.0919972061630808)
    assert distances.total_variation(EVEN, UNEVEN) == exactly(0.09)
    assert distances.kl(UNEVEN / 100, EVEN / 100) == exactly(0.03224035502308176)
    assert distances.kl(EVEN / 100, UNEVEN / 100) == exactly(0.03587571101430571)


def test_chi_square_takes_both_sides_as_samples():
    ours, theirs = np.array([16, 18, 16, 14, 12, 12]), np.array([16, 16, 16, 16, 16, 8])
    found = distances.chi_square(ours, theirs)
    assert found.statistic == pytest.approx(1.62240896, abs=5e-9)
    assert found.df == 5
    assert found.p == pytest.approx(0.89852624, abs=5e-9)
    doubled = distances.chi_square(2 * ours, theirs)
    assert doubled.p != found.p


def test_the_command_line_gives_the_same_numbers(tmp_path, capsys):
    reference = write_csv(tmp_path / "a.csv", {"x": [repr(float(v)) for v in X]})
    current = write_csv(tmp_path / "b.csv", {"x": [repr(float(v)) for v in Y]})
    column = run(capsys, "drift", "compare", str(reference), str(current))["columns"][0]
    assert column["ks"]["statistic"] == exactly(0.067)
    assert column["ks"]["p"] == exactly(0.022438659451142425)
    assert column["wasserstein"] == exactly(0.04545445921677939)


def test_categories_give_the_same_numbers_through_the_command_line(tmp_path, capsys):
    names = [f"k{number}" for number in range(10)]
    reference = write_csv(tmp_path / "a.csv", {"k": np.repeat(names, EVEN)})
    current = write_csv(tmp_path / "b.csv", {"k": np.repeat(names, UNEVEN)})
    column = run(capsys, "drift", "compare", str(reference), str(current))["columns"][0]
    assert column["psi"] == exactly(0.06811606603738746)
    assert column["js"] == exactly(0.11017318658698726)
    assert column["chi2"]["df"] == 9
