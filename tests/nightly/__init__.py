"""What takes longer than CI allows: one file is one target, its docstring's first sentence says what it does, `main(arguments)` does it."""
