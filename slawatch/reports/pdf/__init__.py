"""A report as PDF, printed by WeasyPrint from the HTML in a process of its own."""
