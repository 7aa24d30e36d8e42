"""How long the engine takes, as ratios in one run.

    python benchmarks/engine.py [--quick] [FOLDER OF CLAIM FILES]

Engine time is what `Session(claim).verdict()` takes once everything is imported: the derivation of the pullback, the search for
a counterexample, and the proof that everything is defined and equal. Beside it stand, in the same run, SymPy's `simplify`
on the same differences of metrics (which proves neither definedness nor signs), and one fixed multiplication of two
python-flint polynomials as the yardstick of the machine. Nothing here is asserted: read the ratios.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import sympy
from flint import Ordering, fmpq_mpoly_ctx

from symgeo import IsIsometric, Metric, SmoothMap, flat
from symgeo.claimfile import read_claim_file
from symgeo.exact.verify import Session
from symgeo.expression import ONE, PI, ZERO, Expr, add, call, mul, sqrt, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import Claim
from symgeo.geometry.obligations import Zero
from symgeo.geometry.sympy_bridge import to_sympy

REPEAT = 5


def hyperspherical(n: int) -> IsIsometric:
    """The unit sphere S^n in n angles."""
    t = [symbol(f"t{i + 1}") for i in range(n)]
    where = [Expr("lt", pair) for x in t[:-1] for pair in ((ZERO, x), (x, PI))] + [Expr("lt", (-PI, t[-1])), Expr("lt", (t[-1], PI))]
    chart = Chart([x.args[0] for x in t], where=where)
    components: list[Expr] = []
    metric = [[ZERO] * n for _ in range(n)]
    product: Expr = ONE
    square: Expr = ONE
    for i, x in enumerate(t):
        components.append(mul(product, call("cos", x)))
        metric[i][i] = square
        product, square = mul(product, call("sin", x)), mul(square, call("sin", x) ** 2)
    return IsIsometric(SmoothMap(chart, flat([1] * (n + 1)), [*components, product]), Metric(chart, metric))


def stereographic(n: int) -> IsIsometric:
    """The inverse of stereographic projection onto S^n."""
    x = [symbol(f"x{i + 1}") for i in range(n)]
    chart = Chart([v.args[0] for v in x])
    d = add(1, *(v**2 for v in x))
    components = [*(2 * v / d for v in x), add(*(v**2 for v in x), -1) / d]
    metric = [[4 / d**2 if i == j else ZERO for j in range(n)] for i in range(n)]
    return IsIsometric(SmoothMap(chart, flat([1] * (n + 1)), components), Metric(chart, metric))


def fisher_simplex(n: int) -> IsIsometric:
    """2 sqrt(p) on n + 1 categories, against the Fisher metric."""
    p = [symbol(f"p{i + 1}") for i in range(n)]
    last = add(1, *(-v for v in p))
    chart = Chart([v.args[0] for v in p], where=[Expr("lt", (ZERO, v)) for v in (*p, last)])
    metric = [[(1 / p[i] if i == j else ZERO) + 1 / last for j in range(n)] for i in range(n)]
    return IsIsometric(SmoothMap(chart, flat([1] * (n + 1)), [2 * sqrt(v) for v in (*p, last)]), Metric(chart, metric))


def best_of(repeat: int, task: Callable[[], object]) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def engine_time(repeat: int, make: Callable[[], Claim]) -> float:
    """The best time of a verdict, each on a claim made anew, so that nothing is remembered from the one before."""
    times = []
    for _ in range(repeat):
        claim = make()
        start = time.perf_counter()
        Session(claim).verdict()
        times.append(time.perf_counter() - start)
        del claim
        gc.collect()
    return min(times)


def yardstick() -> float:
    """(1 + sum of 6 variables)^5 times itself: a fixed amount of FLINT's work."""
    context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(6)], Ordering.lex)
    p = sum(context.gens(), context.constant(1)) ** 5
    return best_of(REPEAT, lambda: p * p)


def by_sympy(claim: Claim, limit: float) -> str:
    """Seconds that `simplify` takes for the differences of both sides, and how many of them it makes 0."""
    start = time.perf_counter()
    done = zero = 0
    for o in claim.obligations():
        if isinstance(o, Zero):
            zero += sympy.simplify(to_sympy(o.left) - to_sympy(o.right)) == 0
            done += 1
            if time.perf_counter() - start > limit:
                return f"> {limit:.0f} s ({zero} of {done} so far)"
    return f"{time.perf_counter() - start:.3f} s ({zero} of {done})"


def main() -> None:
    quick = "--quick" in sys.argv
    folders = [a for a in sys.argv[1:] if not a.startswith("-")]
    unit = yardstick()
    print(f"yardstick: one multiplication of two polynomials of 462 terms in FLINT: {unit * 1000:.2f} ms\n")
    print(f"{'claim':<28}{'engine':>12}{'yardsticks':>12}   SymPy simplify")
    cases: list[tuple[str, Callable[[], IsIsometric], bool]] = [
        ("S^2 hyperspherical", lambda: hyperspherical(2), True),
        ("S^3 hyperspherical", lambda: hyperspherical(3), True),
        ("S^7 hyperspherical", lambda: hyperspherical(7), not quick),
        ("S^15 hyperspherical", lambda: hyperspherical(15), False),
        ("S^31 hyperspherical", lambda: hyperspherical(31), False),
        ("S^4 stereographic", lambda: stereographic(4), True),
        ("S^8 stereographic", lambda: stereographic(8), not quick),
        ("simplex, 4 parameters", lambda: fisher_simplex(4), True),
        ("simplex, 8 parameters", lambda: fisher_simplex(8), True),
    ]
    for name, make, compare in cases:
        claim = make()
        verdict = Session(claim).verdict()
        note = "" if verdict.word == "proved" else f"  {verdict.word.upper()}"
        other = by_sympy(claim, 20 if quick else 120) if compare else "-"
        del claim
        seconds = engine_time(2 if "31" in name else REPEAT, make)
        print(f"{name:<28}{seconds * 1000:>9.1f} ms{seconds / unit:>12.1f}   {other}{note}")
    folder = Path(folders[0] if folders else Path(__file__).parent.parent / "tests" / "claims")
    times = [
        (engine_time(2, lambda path=path: read_claim_file(path).claim), path.name)  # type: ignore[misc]
        for path in sorted(folder.rglob("*.toml"))
    ]
    times.sort()
    middle = median(t for t, _ in times)
    total = sum(t for t, _ in times)
    print(f"\n{len(times)} claim files: median {middle * 1000:.1f} ms = {middle / unit:.1f} yardsticks, total {total:.2f} s")
    print("slowest: " + ", ".join(f"{name} {t:.2f} s" for t, name in reversed(times[-5:])))


if __name__ == "__main__":
    main()
