"""Following the work: what has happened to projects, beside what their plans say they will do."""
