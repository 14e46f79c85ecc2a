"""Places: coordinate systems, boundaries, gazetteers and the way from a name to a position."""
