"""The frozen nouns of the field. Times are aware UTC in whole seconds; intervals are [start, end)."""
