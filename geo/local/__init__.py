"""Sources that a planner adds: own site tables in usual formats, and imported GeoNames and OpenStreetMap tables."""
