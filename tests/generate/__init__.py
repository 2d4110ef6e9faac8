"""Manifests made up from a seed, over every form that dpone reads, for tests that compare us with the real package."""
