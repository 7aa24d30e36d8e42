"""Whitney's umbrella (u v, u, v^2) is not an immersion: at the origin its differential has rank 1.

It is the one stable singularity of maps from surfaces to space. Away from v = 0 it is an immersion.
"""

from symgeo import Chart, IsImmersion, SmoothMap, coordinates, euclidean

title = "Whitney's umbrella"
reference = "Golubitsky & Guillemin, Stable Mappings and Their Singularities"

u, v = coordinates("u v")
everywhere, away = Chart([u, v]), Chart([u, v], where=[v > 0])
umbrella = [u * v, u, v**2]

claims = {
    "everywhere": IsImmersion(SmoothMap(everywhere, euclidean(3), umbrella)),
    "where v > 0": IsImmersion(SmoothMap(away, euclidean(3), umbrella)),
}
expect = {"everywhere": "refuted", "where v > 0": "proved"}
