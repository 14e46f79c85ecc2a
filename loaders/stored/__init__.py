"""The store: one SQL database of what planners write, with its whole history."""
