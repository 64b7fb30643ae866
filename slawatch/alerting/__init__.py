"""What Prometheus and Alertmanager are told of an installation: rules, routes and where to scrape."""
