"""Corrections by planners: entering them, and applying them to the tables of a build."""
