"""Manifests: text to tree to processes, with the place every value came from."""
