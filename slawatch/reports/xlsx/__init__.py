"""A report as a workbook. It needs XlsxWriter: pip install slawatch[xlsx]."""
