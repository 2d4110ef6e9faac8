"""Replay on engines: one scenario for every sink, on the real engine where there is one."""
