"""Pooling against other people's programs and against a textbook's numbers.

PyMARE 0.0.13 (REML, DerSimonian-Laird, its Hartung-Knapp interval and Q-profile) and statsmodels 0.15
(DerSimonian-Laird, Paule-Mandel, Hartung-Knapp by `use_t`) share no line with us. Thirteen trials of BCG
vaccine (Colditz and others 1994, JAMA 271:698) are the worked example of the R package metafor (Viechtbauer
2010, J Stat Softw 36(3)), whose results stand here as recalled: log risk ratio -0.7145, error 0.1798, tau2
0.3132 with interval 0.1197 to 1.1115, Q 152.2330, by REML; tau2 0.3088 by DerSimonian-Laird.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.special import expit

from cryonerve.registry.proportions import logits
from cryonerve.registry.random_effects import egger, random_effects

# tuberculosis and none, vaccinated and not
BCG = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
    [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
    [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
], dtype=float)  # fmt: skip
METAFOR = {
    "REML": {"estimate": -0.7145, "se": 0.1798, "tau2": 0.3132, "tau2_low": 0.1197, "tau2_high": 1.1115,
             "q": 152.2330},
    "DL": {"tau2": 0.3088},
}  # fmt: skip
# rows that are not alike: a check of the arithmetic, no result; half a case added to every cell
MIXED = logits([26, 15, 3, 47], [31, 20, 5, 53], continuity="everywhere")
THOUSANDTH = 5e-4


def risk_ratios():
    a, b, c, d = BCG.T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def random_sets():
    rng = np.random.default_rng(11)
    for k in (3, 5, 12, 40):
        v = rng.uniform(0.02, 1.5, k)
        yield rng.normal(0.4, np.sqrt(v + rng.uniform(0.0, 1.0))), v


SETS = {"BCG trials": risk_ratios(), "mixed pool of four": MIXED}
SETS |= {f"drawn, {len(y)} studies": (y, v) for y, v in random_sets()}


def check(record, name, found, others, source):
    for key, expected in others.items():
        record(f"{name}: {key}", expected=expected, got=getattr(found, key), tolerance=THOUSANDTH, unit="1",
               source=source)  # fmt: skip


@pytest.mark.parametrize("method", METAFOR)
def test_metafor_on_the_bcg_trials(record, method):
    found = random_effects(*risk_ratios(), method=method)
    for key, expected in METAFOR[method].items():
        record(f"BCG trials, {method}: {key}", expected=expected, got=getattr(found, key), tolerance=6e-5,
               unit="1", source="Viechtbauer 2010")  # fmt: skip


@pytest.mark.parametrize("method", ["REML", "DL"])
@pytest.mark.parametrize("name", SETS)
def test_pymare(record, name, method):
    pytest.importorskip("pymare", reason="PyMARE belongs to the extra dev")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is not ours to keep in order
        from pymare import Dataset, estimators

        y, v = SETS[name]
        judge = (
            estimators.VarianceBasedLikelihoodEstimator(method="REML")
            if method == "REML"
            else estimators.DerSimonianLaird()
        )
        judge.fit_dataset(Dataset(y, v))
        summary = judge.summary()
        row = summary.to_df().iloc[0]
        spread, scatter = summary.get_re_stats(), summary.get_heterogeneity_stats()
    others = {
        "tau2": float(np.ravel(summary.tau2)[0]), "estimate": float(row["estimate"]),
        "low": float(row["ci_0.025"]), "high": float(row["ci_0.975"]),
        "tau2_low": float(np.ravel(spread["ci_l"])[0]), "q": float(scatter["Q"][0]),
        "i2": max(0.0, float(scatter["I^2"][0]) / 100), "q_p": float(scatter["p(Q)"][0]),
    }  # fmt: skip
    check(record, f"{name}, {method}", random_effects(y, v, method=method), others, "PyMARE 0.0.13")


@pytest.mark.parametrize(("method", "theirs"), [("DL", "chi2"), ("PM", "iterated")])
@pytest.mark.parametrize("name", SETS)
def test_statsmodels(record, name, method, theirs):
    pytest.importorskip("statsmodels", reason="statsmodels belongs to the extra dev")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.meta_analysis import combine_effects

        y, v = SETS[name]
        judge = combine_effects(y, v, method_re=theirs, use_t=True, atol=1e-10)
    others = {"q": judge.q, "h2": judge.h2}
    if judge.tau2 > 0.0:  # it keeps a tau2 below zero and then has no interval; ours ends at zero
        low, high = judge.conf_int()[3]  # random effects, Hartung-Knapp
        others |= {"tau2": judge.tau2, "estimate": judge.mean_effect_re, "se": judge.sd_eff_w_re}
        others |= {"low": low, "high": high}
    check(record, f"{name}, {method}", random_effects(y, v, method=method), others, "statsmodels 0.15")


def test_the_mixed_pool_of_four(record):
    """REML with Hartung-Knapp: 0.81 (0.61 to 0.92), logit interval 0.446 to 2.416."""
    found = random_effects(*MIXED)
    for name, expected, got, tolerance in (
        ("share", 0.81, expit(found.estimate), 0.005),
        ("lower end", 0.61, expit(found.low), 0.005),
        ("upper end", 0.92, expit(found.high), 0.005),
        ("lower end, logit", 0.446, found.low, THOUSANDTH),
        ("upper end, logit", 2.416, found.high, THOUSANDTH),
        ("tau2", 0.0847, found.tau2, 5e-5),
    ):
        record(f"four mixed rows, no result: {name}", expected=expected, got=got, tolerance=tolerance,
               unit="1", source="PyMARE 0.0.13")  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (y, _) in SETS.items() if len(y) >= 10])
def test_egger_is_a_regression(record, name):
    pytest.importorskip("statsmodels", reason="statsmodels belongs to the extra dev")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import statsmodels.api as sm

        y, v = SETS[name]
        judge = sm.OLS(y / np.sqrt(v), sm.add_constant(1 / np.sqrt(v))).fit()
        low, high = judge.conf_int()[0]
    found = egger(y, v)
    others = {"intercept": judge.params[0], "low": low, "high": high, "p": judge.pvalues[0]}
    check(record, f"{name}, Egger", found, others, "statsmodels 0.15")
