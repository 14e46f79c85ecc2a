"""Measuring the reader against hand-marked plans (`python -m loaders evaluate`)."""
