"""In how many dimensions a manifold fits: upper bounds, each with what it keeps of the metric and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from symgeo.errors import DomainError


@dataclass(frozen=True)
class DimensionBound:
    """Every Riemannian manifold of dimension n of a kind fits into Euclidean space of `dimension`, in the sense of `map`.

    `keeps` says what the map preserves, `smoothness` what is asked of the manifold and given of the map.
    """

    name: str
    dimension: int
    formula: str
    map: str
    keeps: str
    smoothness: str
    of: str
    source: str


def embedding_dimensions(n: int) -> tuple[DimensionBound, ...]:
    """Upper bounds for the dimension of the Euclidean space that a Riemannian manifold of dimension n fits into.

    They are what is known for all manifolds of a kind at once; a single one often needs fewer (S^n needs n + 1). They do not hold
    for other signatures. The bound that keeps the metric and asks least is not the smallest: C^1 maps keep lengths of curves and no
    curvature.

    >>> [(row.name, row.dimension) for row in embedding_dimensions(2)][:3]
    [('Whitney, embedding', 4), ('Whitney, immersion', 3), ('Nash-Kuiper', 4)]
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise DomainError(f"cannot bound the dimension of an embedding: needs n = 1, 2, 3, ..., got {n!r}.")
    s = n * (n + 1) // 2
    rows = [
        DimensionBound(
            "Whitney, embedding",
            2 * n,
            "2n",
            "embedding, on the whole manifold",
            "the topology and the smooth structure; not the metric",
            "smooth",
            "any manifold (Hausdorff, with a countable base)",
            "Whitney, Ann. of Math. 45 (1944), 220-246",
        )
    ]
    if n > 1:
        rows.append(
            DimensionBound(
                "Whitney, immersion",
                2 * n - 1,
                "2n - 1",
                "immersion, on the whole manifold",
                "the smooth structure near each point; neither the metric nor injectivity",
                "smooth",
                "any manifold (Hausdorff, with a countable base), n > 1",
                "Whitney, Ann. of Math. 45 (1944), 247-293",
            )
        )
    rows += [
        DimensionBound(
            "Nash-Kuiper",
            2 * n,
            "2n",
            "isometric embedding of class C^1, on the whole manifold",
            "the metric, so lengths of curves; no curvature can be computed from the map",
            "smooth metric, C^1 map",
            "compact manifolds",
            "Nash, Ann. of Math. 60 (1954), 383-396; Kuiper, Indag. Math. 17 (1955), 545-556, 683-689",
        ),
        DimensionBound(
            "Janet-Cartan",
            s,
            "n(n+1)/2",
            "isometric embedding of a neighbourhood of each point",
            "the metric, near one point",
            "analytic metric, analytic map",
            "any manifold with an analytic metric",
            "Janet, Ann. Soc. Polon. Math. 5 (1926), 38-43; Cartan, Ann. Soc. Polon. Math. 6 (1927), 1-7",
        ),
        DimensionBound(
            "Greene; Gromov-Rokhlin",
            n * (n + 3) // 2,
            "n(n+3)/2",
            "isometric embedding of a neighbourhood of each point",
            "the metric, near one point",
            "smooth metric, smooth map",
            "any manifold",
            "Greene, Mem. Amer. Math. Soc. 97 (1970); Gromov and Rokhlin, Russian Math. Surveys 25:5 (1970), 1-57",
        ),
        DimensionBound(
            "Nash-Gunther",
            max(n * (n + 5) // 2, n * (n + 3) // 2 + 5),
            "max(n(n+5)/2, n(n+3)/2 + 5)",
            "isometric embedding, on the whole manifold",
            "the metric, with all that follows from it",
            "smooth metric, smooth map",
            "compact manifolds",
            "Nash, Ann. of Math. 63 (1956), 20-63; Gunther, Ann. Global Anal. Geom. 7 (1989), 69-77",
        ),
    ]
    return tuple(rows)


__all__ = ["DimensionBound", "embedding_dimensions"]
