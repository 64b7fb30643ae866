"""The configuration file: its schema, its errors, its secrets."""
