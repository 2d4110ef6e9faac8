"""One file per editor feature: an `Analysis` and an offset in, plain values out. No protocol types."""
