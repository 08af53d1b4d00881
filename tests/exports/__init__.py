"""Exports: what the file says, who may have it, what stays of it."""
