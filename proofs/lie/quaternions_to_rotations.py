"""The double cover of the rotations by unit quaternions is homothetic with factor 8, for the matrix entries of SO(3).

A quaternion at angle t from 1 rotates by 2 t, which gives 4, and the nine matrix entries count an angular velocity
twice. Stated on S^3 in Hopf coordinates.
"""

from symgeo import IsHomothetic, IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.lie import rotation_of_quaternion
from symgeo.catalogue.spheres import hopf_coordinates

title = "Unit quaternions and rotations"
reference = "Hall, Lie Groups, Lie Algebras, and Representations, ch. 1"

sphere3, round_metric = hopf_coordinates()
rotations = SmoothMap(sphere3.target, euclidean(9), list(rotation_of_quaternion(sphere3.target.symbols)))
cover = rotations.compose(sphere3)

claims = {"homothetic": IsHomothetic(cover, round_metric, factor=8), "isometric": IsIsometric(cover, round_metric)}
expect = {"homothetic": "proved", "isometric": "refuted"}
