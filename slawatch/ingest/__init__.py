"""How facts come in: the source contract, and what every source needs to keep it."""
