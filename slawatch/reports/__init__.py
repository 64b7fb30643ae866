"""Availability reports: a document out of figures, written as HTML, PDF, XLSX, CSV and JSON, sealed and sent."""
