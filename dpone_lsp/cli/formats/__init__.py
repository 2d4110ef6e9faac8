"""One file per output format: `render(run, options) -> str`."""
