"""One module per ticketing system."""
