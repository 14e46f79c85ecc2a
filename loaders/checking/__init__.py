"""The quality gate: tests every row of a finished build and says what is wrong and how to repair it."""
