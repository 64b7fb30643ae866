"""Makes the Grafana dashboards: one description of each board, a file for each language."""
