"""Briefings: what a scope selects, told as a printed map, slides, a document, a workbook or an offline page."""
