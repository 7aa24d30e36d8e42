"""Certified enclosures of expressions at points and on boxes, by Arb."""
