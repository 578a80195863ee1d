"""Words of the command line in, a configuration out."""
