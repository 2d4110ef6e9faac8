"""Two revisions of this project side by side: `python -m tests.revisions REV` tells where they answer differently."""
