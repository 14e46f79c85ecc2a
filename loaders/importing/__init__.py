"""Full GeoNames dumps and OpenStreetMap extracts → compact place tables in the folder of local files."""
