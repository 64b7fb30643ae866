"""Pure arithmetic of service levels: facts, definitions and an instant in, figures out."""
