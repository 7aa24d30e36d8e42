"""Solutions of Einstein's equation: signature (-, +, +, +), units in which the constant of gravity and the speed of light are 1.

`symgeo.catalogue.lorentzian` has those that are embedded in flat space, and Schwarzschild's.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, cos, exp, pi, sin, sqrt, sympify

from symgeo.catalogue.common import diagonal, symbols_in
from symgeo.catalogue.spheres import angle_conditions
from symgeo.geometry.chart import Chart
from symgeo.geometry.metric import Metric


def static(height: Any, *conditions: Any, parameters: Any = ()) -> Metric:
    """-F dt^2 + dr^2 / F + r^2 (da^2 + sin(a)^2 db^2) with F given as an expression in r, on r > 0 and F > 0.

    Source: [Misner, Thorne & Wheeler, Gravitation, ch. 23].

    >>> static(1).matrix[1, 1]
    1
    """
    t, r, a, b = Chart("t r a b").symbols
    height = sympify(height)
    where = [r > 0, *([height > 0] if height.free_symbols else []), *conditions, *angle_conditions([a, b])]
    chart = Chart([t, r, a, b], where=where, parameters=parameters)
    return Metric(chart, diagonal([-height, 1 / height, r**2, r**2 * sin(a) ** 2]))


def reissner_nordstrom(mass: Any, charge: Any) -> Metric:
    """A charged black hole: F = 1 - 2M/r + Q^2/r^2, outside the outer horizon, stated as r > M and F > 0. Scalar curvature 0.

    Source: [Misner, Thorne & Wheeler, exercise 31.8; Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5].

    >>> reissner_nordstrom(1, 0).matrix[0, 0]
    -1 + 2/r
    """
    r = Chart("r").symbols[0]
    return static(1 - 2 * mass / r + charge**2 / r**2, r > mass, parameters=symbols_in(mass, charge))


def schwarzschild_de_sitter(mass: Any, cosmological_constant: Any) -> Metric:
    """Kottler's metric, F = 1 - 2M/r - L r^2/3 where it is positive: Ric = L g.

    Source: [Griffiths & Podolsky, Exact Space-Times in Einstein's General Relativity, ch. 9].

    >>> schwarzschild_de_sitter(1, 0).matrix[0, 0]
    -1 + 2/r
    """
    r = Chart("r").symbols[0]
    height = 1 - 2 * mass / r - cosmological_constant * r**2 / 3
    return static(height, parameters=symbols_in(mass, cosmological_constant))


def kerr_newman(mass: Any, spin: Any, charge: Any) -> Metric:
    """A rotating charged black hole in Boyer-Lindquist coordinates, spin a = J/M, outside the outer horizon (r > M, Delta > 0), with
    rho^2 = r^2 + a^2 cos(h)^2 and Delta = r^2 - 2 M r + a^2 + Q^2. Scalar curvature 0.

    g = -Delta/rho^2 (dt - a sin(h)^2 dp)^2 + sin(h)^2/rho^2 ((r^2 + a^2) dp - a dt)^2 + rho^2 (dr^2/Delta + dh^2).
    Source: [Misner, Thorne & Wheeler, ch. 33].

    >>> kerr_newman(1, 0, 0).matrix[2, 2]
    r**2
    """
    t, r, h, p = Chart("t r h p").symbols
    rho, delta = r**2 + spin**2 * cos(h) ** 2, r**2 - 2 * mass * r + spin**2 + charge**2
    where = [r > mass, delta > 0, r > 0, h > 0, h < pi]
    chart = Chart([t, r, h, p], where=where, parameters=symbols_in(mass, spin, charge))
    excess = 2 * mass * r - charge**2
    mixed = -spin * excess * sin(h) ** 2 / rho
    around = (r**2 + spin**2 + spin**2 * excess * sin(h) ** 2 / rho) * sin(h) ** 2
    entries = [[-1 + excess / rho, 0, 0, mixed], [0, rho / delta, 0, 0], [0, 0, rho, 0], [mixed, 0, 0, around]]
    return Metric(chart, entries)


def kerr(mass: Any, spin: Any) -> Metric:
    """A rotating black hole, Kerr-Newman without charge: Ric = 0.

    Source: [O'Neill, The Geometry of Kerr Black Holes, ch. 2].

    >>> kerr(1, 0).matrix[0, 0]
    -1 + 2/r
    """
    return kerr_newman(mass, spin, Integer(0))


def flrw(curvature: Any, scale: Any, parameters: Any = ()) -> Metric:
    """Friedmann, Lemaitre, Robertson and Walker: g = -dt^2 + a(t)^2 (dr^2/(1 - k r^2) + r^2 (dh^2 + sin(h)^2 dp^2)), on r > 0, k r^2 < 1.

    The scale a(t) is an expression in t and may be undefined. Friedmann's equations are G_tt = 3 (a'^2 + k)/a^2 and
    G_rr = -(2 a a'' + a'^2 + k)/(1 - k r^2). Source: [Misner, Thorne & Wheeler, ch. 27].

    >>> flrw(0, 1).matrix[1, 1]
    1
    """
    t, r, h, p = Chart("t r h p").symbols
    below = 1 - curvature * r**2
    conditions = [below > 0] if below.free_symbols else []
    where = [r > 0, *conditions, *angle_conditions([h, p])]
    found = [*symbols_in(curvature), *parameters]
    a = scale**2
    return Metric(Chart([t, r, h, p], where=where, parameters=found), diagonal([-1, a / below, a * r**2, a * r**2 * sin(h) ** 2]))


def goedel(rotation: Any) -> Metric:
    """A rotating universe: g = -(dt + e^(sqrt2 w x) dy)^2 + dx^2 + e^(2 sqrt2 w x) dy^2 / 2 + dz^2, on all of R^4.

    Ric = 2 w^2 (dt + e^(sqrt2 w x) dy)^2 and S = -2 w^2: dust that rotates with w. Source: [Hawking & Ellis, ch. 5.7].

    >>> goedel(1).matrix[0, 2]
    -exp(sqrt(2)*x)
    """
    t, x, y, z = Chart("t x y z").symbols
    e = exp(sqrt(2) * rotation * x)
    entries = [[-1, 0, -e, 0], [0, 1, 0, 0], [-e, 0, -(e**2) * Rational(1, 2), 0], [0, 0, 0, 1]]
    return Metric(Chart([t, x, y, z], parameters=symbols_in(rotation)), entries)


def pp_wave(profile: Any, parameters: Any = ()) -> Metric:
    """A wave with parallel rays in Brinkmann's coordinates: g = H du^2 + 2 du dv + dx^2 + dy^2, H an expression in u, x, y.

    The only component of Ricci is Ric_uu = -(H_xx + H_yy)/2, and S = 0. Source: [Griffiths & Podolsky, ch. 17].

    >>> pp_wave(0).matrix[0, 1]
    1
    """
    entries = [[profile, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    return Metric(Chart("u v x y", parameters=parameters), entries)


def kasner(p1: Any, p2: Any, p3: Any) -> Metric:
    """g = -dt^2 + t^(2 p1) dx^2 + t^(2 p2) dy^2 + t^(2 p3) dz^2 on t > 0: Ric = 0 where sum p = sum p^2 = 1.

    Source: [Misner, Thorne & Wheeler, ch. 30].

    >>> kasner(1, 0, 0).matrix[1, 1]
    t**2
    """
    t, x, y, z = Chart("t x y z").symbols
    chart = Chart([t, x, y, z], where=[t > 0], parameters=symbols_in(p1, p2, p3))
    return Metric(chart, diagonal([-1, *(t ** (2 * p) for p in (p1, p2, p3))]))
