"""Cofactors: what is found multiplies out, and what is not in the ideal is not found."""

from __future__ import annotations

from flint import Ordering, fmpq_mpoly_ctx

from symgeo.exact.algebra.ideal import cofactors

CONTEXT = fmpq_mpoly_ctx.get(["a", "b", "c", "p", "q", "r", "t"], Ordering.lex)
a, b, c, p, q, r, t = CONTEXT.gens()
SPHERE, SPEED, TANGENT = a * a + b * b + c * c - 1, p * p + q * q + r * r - 1, a * p + b * q + c * r


def test_members_come_with_their_cofactors() -> None:
    for target in (t * t * SPEED + 5 * t * TANGENT, TANGENT * TANGENT - SPHERE * 3, SPHERE * SPEED, 2 * TANGENT):
        found = cofactors(target, [SPHERE, SPEED, TANGENT])
        assert found is not None
        assert not len(found[0] * SPHERE + found[1] * SPEED + found[2] * TANGENT - target)


def test_others_are_not_found() -> None:
    for target in (TANGENT + 1, SPHERE + SPEED * t - t, CONTEXT.constant(1), a * p):
        assert cofactors(target, [SPHERE, SPEED, TANGENT]) is None
