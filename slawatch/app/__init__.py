"""The composition root: configuration in, a running daemon out."""
