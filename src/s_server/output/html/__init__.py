"""The status page for people: one HTML document that needs nothing else."""
