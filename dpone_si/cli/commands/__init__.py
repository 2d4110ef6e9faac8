"""One module per command: `SUMMARY`, `register` (its arguments) and `run` (options to an Answer)."""
