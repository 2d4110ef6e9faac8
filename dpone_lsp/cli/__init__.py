"""`dpone-lint`: the analysis for terminals, CI and the pre-commit hook."""
