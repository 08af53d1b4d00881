"""Accounts on the wire: In and Out apart, nothing secret in any Out but what is shown once."""
