"""The standard spaces by name: chart, metric and known isometric maps, made when they are asked for.

    space("S^2").metric, space("Kerr").source

Parameters are symbols with the letters of the literature: R, M, a, Q, Lambda, k, w, all positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from sympy import Function, Rational, polygamma

from symgeo.catalogue import cartography, groups, hyperbolic, information, lorentzian, matrices, projective, spacetimes, spheres, statistics
from symgeo.errors import SymgeoError
from symgeo.geometry.chart import Chart, parameters
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric


@dataclass(frozen=True)
class Known:
    """A map f with f*h = factor g, where h is the metric given here, or the one that the map leads into."""

    f: SmoothMap
    h: Metric | None = None
    factor: int = 1


@dataclass(frozen=True)
class Space:
    """A metric with what is known of it: maps that are isometric up to a factor, and its scalar curvature."""

    name: str
    metric: Metric
    maps: Mapping[str, Known]
    scalar: Any
    source: str

    @property
    def chart(self) -> Chart:
        """The chart of the metric."""
        return self.metric.chart


Made = tuple[Metric, Mapping[str, Known], Any]


def _embedded(pair: tuple[SmoothMap, Metric], scalar: Any, factor: int = 1) -> Made:
    f, g = pair
    return g, {"into flat space": Known(f, factor=factor)}, scalar


def _alone(g: Metric, scalar: Any) -> Made:
    return g, {}, scalar


def _sphere() -> Made:
    (radius,) = parameters("R", positive=True)
    return _embedded(spheres.sphere(2, radius), 2 / radius**2)


def _poincare() -> Made:
    g = hyperbolic.poincare_ball(2)
    to_half_plane, _ = hyperbolic.ball_to_half_space(2)
    return g, {"half-plane": Known(to_half_plane, hyperbolic.half_space(2)), "hyperboloid": Known(hyperbolic.ball_to_hyperboloid(2))}, -2


def _klein() -> Made:
    return hyperbolic.klein_ball(2), {"disk": Known(hyperbolic.klein_to_ball(2)[0], hyperbolic.poincare_ball(2))}, -2


def _complex_line() -> Made:
    return projective.complex_projective(1), {"sphere of radius 1/2": Known(projective.bloch_sphere())}, 8


def _berger() -> Made:
    (fibre,) = parameters("k", positive=True)
    return _alone(groups.berger_sphere(fibre), 8 - 2 * fibre**2)


def _schwarzschild() -> Made:
    return _alone(lorentzian.schwarzschild(parameters("M", positive=True)[0]), 0)


def _reissner_nordstrom() -> Made:
    return _alone(spacetimes.reissner_nordstrom(*parameters("M Q", positive=True)), 0)


def _kottler() -> Made:
    mass, cosmological = parameters("M Lambda", positive=True)
    return _alone(spacetimes.schwarzschild_de_sitter(mass, cosmological), 4 * cosmological)


def _kerr() -> Made:
    return _alone(spacetimes.kerr(*parameters("M a", positive=True)), 0)


def _kerr_newman() -> Made:
    return _alone(spacetimes.kerr_newman(*parameters("M a Q", positive=True)), 0)


def _flrw() -> Made:
    (curvature,) = parameters("k")
    t = Chart("t").symbols[0]
    a: Any = Function("A")(t)
    return _alone(spacetimes.flrw(curvature, a), 6 * (a * a.diff(t, t) + a.diff(t) ** 2 + curvature) / a**2)


def _goedel() -> Made:
    (rotation,) = parameters("w", positive=True)
    return _alone(spacetimes.goedel(rotation), -2 * rotation**2)


def _pp_wave() -> Made:
    return _alone(spacetimes.pp_wave(Function("H")(*Chart("u x y").symbols)), 0)


def _kasner() -> Made:
    return _alone(spacetimes.kasner(Rational(-1, 3), Rational(2, 3), Rational(2, 3)), 0)


def _torus() -> Made:
    radii = parameters("R r", positive=True)
    return _embedded(spheres.torus_of_circles(radii), 0)


def _probabilities() -> Made:
    g = statistics.categorical(2).metric
    return g, {"sphere of radius 2": Known(information.square_root_map(2))}, Rational(1, 2)


def _gamma_family() -> Made:
    """Scalar curvature (trigamma + k trigamma') / (2 (k trigamma - 1)^2)."""
    family = statistics.gamma_family()
    k = family.chart.symbols[0]
    one, two = polygamma(1, k), polygamma(2, k)
    return _alone(family.metric, (one + k * two) / (2 * (k * one - 1) ** 2))


def _beta_family() -> Made:
    family = statistics.beta()
    a, b = family.chart.symbols
    (f, g, h), (df, dg, dh) = ([polygamma(order, c) for c in (a, b, a + b)] for order in (1, 2))
    return _alone(family.metric, (dh * (f * dg + df * g) - df * dg * h) / (2 * (f * g - h * (f + g)) ** 2))


_SPACES: Mapping[str, tuple[Callable[[], Made], str]] = {
    "S^2": (_sphere, "Lee 2018, ch. 3"),
    "S^3": (lambda: _embedded(spheres.stereographic(3), 6), "Lee 2018, ch. 3"),
    "S^3 (Hopf)": (lambda: _embedded(spheres.hopf_coordinates(), 6), "Lee 2018, ch. 3"),
    "globe": (lambda: _alone(cartography.globe(), 2), "Snyder, USGS Professional Paper 1395"),
    "H^2 (disk)": (_poincare, "Lee 2018, ch. 3"),
    "H^2 (Klein)": (_klein, "Lee 2018, ch. 3"),
    "H^3": (lambda: _alone(hyperbolic.half_space(3), -6), "Lee 2018, ch. 3"),
    "hyperboloid": (lambda: _embedded(hyperbolic.hyperboloid(3), -6), "O'Neill, ch. 4"),
    "flat torus": (_torus, "do Carmo, ch. 6"),
    "RP^2": (lambda: _embedded(projective.real_projective(2), 2), "Lee 2018, ch. 2"),
    "RP^3": (lambda: _embedded(projective.real_projective(3), 6), "Lee 2018, ch. 2"),
    "CP^1": (_complex_line, "Bengtsson & Zyczkowski, ch. 4"),
    "CP^2": (lambda: _alone(projective.complex_projective(2), 24), "Besse, ch. 3"),
    "CH^2": (lambda: _alone(projective.complex_hyperbolic(2), -24), "Goldman, ch. 3"),
    "V(2, 3)": (lambda: _embedded(projective.stiefel(2, 3), 1), "Edelman, Arias & Smith 1998, sec. 2"),
    "G(2, 4)": (lambda: _embedded(projective.grassmann(2, 4), 8), "Edelman, Arias & Smith 1998"),
    "SO(3)": (lambda: _embedded(groups.so3(), Rational(3, 2), factor=2), "do Carmo, ch. 1"),
    "SU(2)": (lambda: _embedded(groups.su2(), 6), "Besse, ch. 3"),
    "Berger sphere": (_berger, "Petersen, ch. 4"),
    "Heisenberg": (lambda: _alone(groups.heisenberg(), Rational(-1, 2)), "Milnor 1976"),
    "Sol": (lambda: _alone(groups.sol(), -2), "Milnor 1976"),
    "SPD(2)": (lambda: _alone(matrices.affine_invariant(), -1), "Bhatia, ch. 6"),
    "Schwarzschild": (_schwarzschild, "O'Neill, ch. 13"),
    "Reissner-Nordstrom": (_reissner_nordstrom, "Hawking & Ellis, ch. 5"),
    "Schwarzschild-de Sitter": (_kottler, "Griffiths & Podolsky, ch. 9"),
    "Kerr": (_kerr, "O'Neill, The Geometry of Kerr Black Holes, ch. 2"),
    "Kerr-Newman": (_kerr_newman, "Misner, Thorne & Wheeler, ch. 33"),
    "FLRW": (_flrw, "Misner, Thorne & Wheeler, ch. 27"),
    "de Sitter": (lambda: _embedded(lorentzian.de_sitter(4), 12), "Hawking & Ellis, ch. 5"),
    "anti-de Sitter": (lambda: _embedded(lorentzian.anti_de_sitter(4), -12), "Hawking & Ellis, ch. 5"),
    "pp-wave": (_pp_wave, "Griffiths & Podolsky, ch. 17"),
    "Goedel": (_goedel, "Hawking & Ellis, ch. 5"),
    "Kasner": (_kasner, "Misner, Thorne & Wheeler, ch. 30"),
    "normal distributions": (lambda: _alone(statistics.normal().metric, -1), "Amari & Nagaoka, ch. 2"),
    "bivariate normal distributions": (lambda: _alone(statistics.bivariate_normal().metric, Rational(-9, 2)), "Skovgaard 1984"),
    "gamma distributions": (_gamma_family, "Lauritzen 1987"),
    "beta distributions": (_beta_family, "Le Brigant & Puechmorel 2019"),
    "categorical distributions": (_probabilities, "Amari & Nagaoka, ch. 2"),
}


def names() -> list[str]:
    """The names that `space` knows.

    >>> names()[:3]
    ['S^2', 'S^3', 'S^3 (Hopf)']
    """
    return list(_SPACES)


@cache
def space(name: str) -> Space:
    """The space of that name. Raises SymgeoError for a name that is not in `names()`.

    >>> space("SU(2)").scalar
    6
    """
    if name not in _SPACES:
        near = get_close_matches(name, names(), 1, 0.4)
        hint = f"Did you mean {near[0]!r}?" if near else "See names()."
        raise SymgeoError(f"cannot find the space {name!r}: needs a name of the catalogue. {hint}")
    make, source = _SPACES[name]
    metric, maps, scalar = make()
    return Space(name, metric, maps, scalar, source)


__all__ = ["Known", "Space", "names", "space"]
