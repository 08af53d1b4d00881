"""XLSForm workbooks, in and out."""
