"""The configuration: YAML in, definitions and settings out, or every fault at once with its file and line."""
