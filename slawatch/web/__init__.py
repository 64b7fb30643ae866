"""The page, the metrics endpoint and the API: prepared answers, served from a thread of the daemon."""
