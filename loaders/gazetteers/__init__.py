"""Derives the committed gazetteer tables from the public packages they come from; no part of the running product."""
