"""Our packages compared with the real dpone, manifest by manifest."""
