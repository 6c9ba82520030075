"""Documents to print, sign and send: one content, shown as a page, a PDF and a workbook with the same figures."""
