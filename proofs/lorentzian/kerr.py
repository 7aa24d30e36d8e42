"""The Kerr metric is nondegenerate wherever Boyer-Lindquist coordinates are regular: det g = -(r^2 + a^2 cos^2)^2 sin^2.

Outside the outer horizon, stated as r > M and r^2 - 2 M r + a^2 > 0; within the ergosphere the time coordinate itself
turns spacelike.
"""

from sympy import cos, pi, sin

from symgeo import Chart, IsIsometric, IsNondegenerate, Metric, identity, parameters
from symgeo.catalogue.lorentzian import schwarzschild

title = "The Kerr metric"
reference = "O'Neill, The Geometry of Kerr Black Holes, ch. 2"


def kerr(M, a, *symbols):
    t, r, h, p = Chart("t r a b").symbols
    rho, delta = r**2 + a**2 * cos(h) ** 2, r**2 - 2 * M * r + a**2
    where = [r > M, delta > 0, h > 0, h < pi]
    mixed = -2 * M * a * r * sin(h) ** 2 / rho
    around = (r**2 + a**2 + 2 * M * a**2 * r * sin(h) ** 2 / rho) * sin(h) ** 2
    entries = [[-(1 - 2 * M * r / rho), 0, 0, mixed], [0, rho / delta, 0, 0], [0, 0, rho, 0], [mixed, 0, 0, around]]
    return Metric(Chart([t, r, h, p], where=where, parameters=symbols), entries)


M, spin = parameters("M J", positive=True)
not_turning = schwarzschild(M)

claims = {
    "nondegenerate": IsNondegenerate(kerr(M, spin, M, spin)),
    "without spin it is Schwarzschild's": IsIsometric(identity(not_turning.chart), not_turning, kerr(M, 0, M)),
}
expect = "proved"
