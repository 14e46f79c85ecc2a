"""Making a build of any number of plans, in this process or on a Dask cluster: the same functions either way."""
