"""Pages, the API and the server that carries them."""
