"""One file per command of `dpone-lint`: a `SUMMARY` and `main(arguments) -> exit code`."""
