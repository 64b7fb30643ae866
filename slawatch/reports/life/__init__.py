"""The life of a report: sealed when its period has closed, restated, signed, sent, verified."""
