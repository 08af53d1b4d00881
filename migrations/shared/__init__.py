"""The shared chain: `versions` are its revisions, `initial` the statements of the first one."""
