"""Eigenvectors of symmetric matrices in floating point. They choose bases and vectors; nothing is proved by them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt


def eigenvectors(rows: Sequence[Sequence[float]]) -> list[tuple[float, list[float]]]:
    """Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, the smallest eigenvalue first."""
    n = len(rows)
    a = [list(map(float, row)) for row in rows]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(30):
        if sum(a[i][j] * a[i][j] for i in range(n) for j in range(i)) <= 1e-34 * (1e-300 + sum(a[i][i] * a[i][i] for i in range(n))):
            break
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = (1 if theta >= 0 else -1) / (abs(theta) + sqrt(theta * theta + 1))
                c = 1 / sqrt(t * t + 1)
                s = t * c
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(n):
                    v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    return sorted(((a[i][i], [v[k][i] for k in range(n)]) for i in range(n)), key=lambda pair: pair[0])


def pencil(form: Sequence[Sequence[float]], metric: Sequence[Sequence[float]]) -> list[tuple[float, list[float]]] | None:
    """Eigenvalues and eigenvectors of one matrix against another, the smallest first; None where that is not positive definite."""
    n = len(form)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = metric[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i > j:
                lower[i][j] = rest / lower[j][j]
            elif not (rest > 0 and isfinite(rest)):
                return None
            else:
                lower[i][i] = sqrt(rest)

    def solve(b: Sequence[float]) -> list[float]:
        x: list[float] = []
        for i in range(n):
            x.append((b[i] - sum(lower[i][k] * x[k] for k in range(i))) / lower[i][i])
        return x

    half = [solve([form[i][j] for i in range(n)]) for j in range(n)]
    whole = [solve([half[j][i] for j in range(n)]) for i in range(n)]
    if not all(isfinite(x) for row in whole for x in row):
        return None
    found = []
    for value, w in eigenvectors(whole):
        x = [0.0] * n
        for i in reversed(range(n)):
            x[i] = (w[i] - sum(lower[k][i] * x[k] for k in range(i + 1, n))) / lower[i][i]
        found.append((value, x))
    return found if all(isfinite(x) for _, v in found for x in v) else None


__all__ = ["eigenvectors", "pencil"]
