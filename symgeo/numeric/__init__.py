"""Numbers from expressions: NumPy functions for pictures and tests. Nothing here decides anything."""
