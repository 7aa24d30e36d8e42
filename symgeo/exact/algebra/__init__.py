"""The differential field of a claim: polynomials in generators with relations, and what each function becomes there."""
