"""Signs on a domain: ranges, structure, polynomials, certificates, balls on boxes; each success is a tree of reasons."""
