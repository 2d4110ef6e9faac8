"""`python -m tests.bench --against REV`: the figures of a revision and of this checkout, taken in turns."""
