"""Writing a polynomial as a combination of given ones, with the cofactors: membership in an ideal that anyone can multiply out."""

from __future__ import annotations

from typing import Any

from flint import fmpq, fmpq_mat

from symgeo.exact.algebra.ring import Poly

Monomial = tuple[int, ...]
_UNKNOWNS = 400
_ROUNDS = 3


def cofactors(target: Poly, basis: list[Poly]) -> list[Poly] | None:
    """Polynomials q_k with target = sum q_k basis_k; None if none of the shapes tried fits.

    The q_k are sought among monomials that make some monomial of basis_k cancel one that occurs; their coefficients solve a
    linear system over Q. That nothing is found proves nothing.
    """
    terms = [_terms(p) for p in basis]
    wanted = _terms(target)
    columns: list[tuple[int, Monomial]] = []
    seen: set[tuple[int, Monomial]] = set()
    rows = set(wanted)
    frontier = set(wanted)
    for _ in range(_ROUNDS):
        new: set[Monomial] = set()
        for k, p in enumerate(terms):
            for m in sorted(frontier):
                for own in p:
                    quotient = tuple(a - b for a, b in zip(m, own, strict=True))
                    if min(quotient) >= 0 and (k, quotient) not in seen:
                        seen.add((k, quotient))
                        columns.append((k, quotient))
                        new |= {tuple(a + b for a, b in zip(quotient, o, strict=True)) for o in p}
        if len(columns) > _UNKNOWNS:
            return None
        frontier = new - rows
        rows |= new
        solution = _solve(wanted, terms, columns, sorted(rows))
        if solution is not None:
            context = target.context()
            parts: list[dict[Monomial, Any]] = [{} for _ in basis]
            for (k, m), c in zip(columns, solution, strict=True):
                if c != 0:
                    parts[k][m] = c
            found = [context.from_dict(part) for part in parts]
            total = sum((q * p for q, p in zip(found, basis, strict=True)), context.constant(0))
            return found if not len(total - target) else None
    return None


def _terms(p: Poly) -> dict[Monomial, Any]:
    return {tuple(map(int, m)): c for m, c in p.to_dict().items()}


def _solve(
    wanted: dict[Monomial, Any], terms: list[dict[Monomial, Any]], columns: list[tuple[int, Monomial]], rows: list[Monomial]
) -> list[fmpq] | None:
    """Coefficients c_j with sum c_j (column j) = wanted, free ones zero; None if there are none."""
    index = {m: i for i, m in enumerate(rows)}
    n = len(columns)
    matrix = [[fmpq(0)] * (n + 1) for _ in rows]
    for j, (k, m) in enumerate(columns):
        for own, c in terms[k].items():
            matrix[index[tuple(a + b for a, b in zip(m, own, strict=True))]][j] = fmpq(c)
    for m, c in wanted.items():
        matrix[index[m]][n] = fmpq(c)
    reduced, rank = fmpq_mat(matrix).rref()
    solution = [fmpq(0)] * n
    for i in range(rank):
        pivot = next(j for j in range(n + 1) if reduced[i, j] != 0)
        if pivot == n:
            return None
        solution[pivot] = reduced[i, n]
    return solution
