"""The map as one HTML file: everything it needs is inside, so that it opens offline by a double click."""
