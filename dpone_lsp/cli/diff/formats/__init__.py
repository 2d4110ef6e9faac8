"""One file per format of `dpone-lint diff`: `render(found, against) -> str`."""
