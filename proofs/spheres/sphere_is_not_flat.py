"""Colatitude and longitude do not make the sphere flat, not even up to a factor.

A parallel of colatitude t is shorter than the equator by the factor sin t, while all meridians have equal length.
"""

from symgeo import IsConformal, IsHomothetic, IsIsometric, Metric
from symgeo.catalogue.spheres import sphere

title = "The sphere against the plane"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-3 (Theorema Egregium)"

f, _ = sphere(2)
plane = Metric(f.source, [[1, 0], [0, 1]])
claims = {"isometric": IsIsometric(f, plane), "homothetic": IsHomothetic(f, plane), "conformal": IsConformal(f, plane)}
expect = "refuted"
