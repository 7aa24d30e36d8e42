"""Christoffel symbols, Riemann tensor and scalar curvature: symgeo beside SymPy by hand (and einsteinpy, if installed), in one run.

    python benchmarks/curvature.py [--limit SECONDS]      (default: 60 seconds for each peer and space)

Seconds are cumulative, as a user meets them: the connection first, then the curvature tensor, then the scalar, all in the simplest
form that each tool gives. Each measurement has a process of its own; imports are not counted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable
from typing import Any

from sympy import Function, Matrix, cos, diag, pi, simplify, sin, symbols

TOOLS = ("symgeo", "sympy", "einsteinpy")


def schwarzschild() -> tuple[tuple[Any, ...], tuple[Any, ...], list[Any], Matrix]:
    _t, r, theta, _phi = x = symbols("t r theta phi", real=True)
    (m,) = p = (symbols("M", positive=True),)
    f = 1 - 2 * m / r
    return x, p, [r > 2 * m, theta > 0, theta < pi], diag(-f, 1 / f, r**2, r**2 * sin(theta) ** 2)


def four_sphere() -> tuple[tuple[Any, ...], tuple[Any, ...], list[Any], Matrix]:
    a, b, c, _d = x = symbols("a b c d", real=True)
    where = [a > 0, a < pi, b > 0, b < pi, c > 0, c < pi]
    return x, (), where, diag(1, sin(a) ** 2, sin(a) ** 2 * sin(b) ** 2, sin(a) ** 2 * sin(b) ** 2 * sin(c) ** 2)


def flrw() -> tuple[tuple[Any, ...], tuple[Any, ...], list[Any], Matrix]:
    t, r, theta, _phi = x = symbols("t r theta phi", real=True)
    a, k = Function("a", real=True)(t), symbols("k", real=True)
    where = [r > 0, k * r**2 < 1, theta > 0, theta < pi]
    return x, (k,), where, diag(-1, a**2 / (1 - k * r**2), a**2 * r**2, a**2 * r**2 * sin(theta) ** 2)


def diagonal() -> tuple[tuple[Any, ...], tuple[Any, ...], list[Any], Matrix]:
    x = symbols("x y z", real=True)
    f, g, h = (Function(n, real=True)(*x) for n in "FGH")
    return x, (), [], diag(f**2, g**2, h**2)


def kerr() -> tuple[tuple[Any, ...], tuple[Any, ...], list[Any], Matrix]:
    _t, r, theta, _phi = x = symbols("t r theta phi", real=True)
    m, a = p = symbols("M a", positive=True)
    s, d = r**2 + a**2 * cos(theta) ** 2, r**2 - 2 * m * r + a**2
    g = Matrix(
        [
            [-(1 - 2 * m * r / s), 0, 0, -2 * m * r * a * sin(theta) ** 2 / s],
            [0, s / d, 0, 0],
            [0, 0, s, 0],
            [-2 * m * r * a * sin(theta) ** 2 / s, 0, 0, (r**2 + a**2 + 2 * m * r * a**2 * sin(theta) ** 2 / s) * sin(theta) ** 2],
        ]
    )
    return x, p, [r > 2 * m, theta > 0, theta < pi], g


SPACES: dict[str, Callable[[], Any]] = {
    "Schwarzschild": schwarzschild,
    "S^4": four_sphere,
    "FLRW": flrw,
    "diag(F^2, G^2, H^2)": diagonal,
    "Kerr": kerr,
}


def by_symgeo(space: str) -> tuple[list[float], str]:
    from symgeo import Chart, Metric
    from symgeo.exact.curvature import levi_civita

    x, p, where, g = SPACES[space]()
    start = time.perf_counter()
    connection = levi_civita(Metric(Chart(x, where=where, parameters=p), g))
    times = []
    for part in ("christoffel", "riemann", "scalar"):
        getattr(connection, part)
        times.append(time.perf_counter() - start)
    return times, str(connection.scalar)


def by_sympy(space: str) -> tuple[list[float], str]:
    x, _, _, g = SPACES[space]()
    n = range(len(x))
    start = time.perf_counter()
    inverse = g.inv()
    gamma = [
        [
            [simplify(sum(inverse[k, m] * (g[m, i].diff(x[j]) + g[m, j].diff(x[i]) - g[i, j].diff(x[m])) for m in n) / 2) for j in n]
            for i in n
        ]
        for k in n
    ]
    times = [time.perf_counter() - start]

    def curvature(i: int, j: int, k: int, l: int) -> Any:
        e = gamma[i][l][j].diff(x[k]) - gamma[i][k][j].diff(x[l])
        return simplify(e + sum(gamma[i][k][m] * gamma[m][l][j] - gamma[i][l][m] * gamma[m][k][j] for m in n))

    riemann = [[[[curvature(i, j, k, l) if k < l else 0 for l in n] for k in n] for j in n] for i in n]
    times.append(time.perf_counter() - start)

    def component(i: int, j: int, k: int, l: int) -> Any:
        return riemann[i][j][k][l] if k < l else -riemann[i][j][l][k]

    ricci = [[simplify(sum(component(i, j, i, l) for i in n)) for l in n] for j in n]
    scalar = simplify(sum(inverse[j, l] * ricci[j][l] for j in n for l in n))
    return [*times, time.perf_counter() - start], str(scalar)


def by_einsteinpy(space: str) -> tuple[list[float], str]:
    from einsteinpy.symbolic import ChristoffelSymbols, MetricTensor, RicciScalar, RiemannCurvatureTensor

    x, _, _, g = SPACES[space]()
    start = time.perf_counter()
    metric = MetricTensor(g.tolist(), x)
    times = []
    christoffel = ChristoffelSymbols.from_metric(metric)
    christoffel.simplify()
    times.append(time.perf_counter() - start)
    RiemannCurvatureTensor.from_christoffels(christoffel).simplify()
    times.append(time.perf_counter() - start)
    scalar = RicciScalar.from_metric(metric)
    return [*times, time.perf_counter() - start], str(scalar.expr)


def _work(tool: str, space: str, pipe: Any) -> None:
    try:
        pipe.send({"symgeo": by_symgeo, "sympy": by_sympy, "einsteinpy": by_einsteinpy}[tool](space))
    except ImportError:
        pipe.send(None)


def measured(tool: str, space: str, limit: float) -> tuple[list[float], str] | str:
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_work, args=(tool, space, there))
    process.start()
    found = here.recv() if here.poll(limit) else f"over {limit:g} s"
    process.kill()
    process.join()
    return "not installed" if found is None else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60.0)
    limit = parser.parse_args().limit
    print(f"{'':22}{'':12}{'Gamma':>10}{'Riemann':>10}{'scalar':>10}  in symgeo's time")
    for space in SPACES:
        own = measured("symgeo", space, limit)
        for tool in TOOLS:
            found = own if tool == "symgeo" else measured(tool, space, limit)
            name = space if tool == "symgeo" else ""
            if isinstance(found, str):
                print(f"{name:22}{tool:12}{found:>30}")
                continue
            times, scalar = found
            ratio = f"{times[-1] / own[0][-1]:8.1f}" if not isinstance(own, str) else ""
            print(f"{name:22}{tool:12}{times[0]:10.3f}{times[1]:10.3f}{times[2]:10.3f}  {ratio}  S = {scalar[:60]}")


if __name__ == "__main__":
    main()
