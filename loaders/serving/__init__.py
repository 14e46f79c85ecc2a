"""A catalog that answers by SQL: DuckDB inside the program for a large build, PostGIS where many servers share one."""
