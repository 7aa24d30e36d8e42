"""Spaces of matrices."""

from __future__ import annotations

from symgeo.geometry.chart import Chart
from symgeo.geometry.metric import Metric


def affine_invariant(names: str = "p q r") -> Metric:
    """The metric tr (P^(-1) dP)^2 on the positive definite matrices P = [[p, q], [q, r]], p > 0 and p r - q^2 > 0.

    Source: [Bhatia, Positive Definite Matrices, ch. 6].

    >>> affine_invariant().chart.coordinates
    ('p', 'q', 'r')
    """
    p, q, r = Chart(names).symbols
    d = (p * r - q**2) ** 2
    entries = [
        [r**2 / d, -2 * q * r / d, q**2 / d],
        [-2 * q * r / d, 2 * (p * r + q**2) / d, -2 * p * q / d],
        [q**2 / d, -2 * p * q / d, p**2 / d],
    ]
    return Metric(Chart([p, q, r], where=[p > 0, p * r - q**2 > 0]), entries)
