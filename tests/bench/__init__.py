"""Benchmarks: what people wait for, as ratios within one run. Printed, never asserted. One file is one subject, and has `rows()`."""
