"""Attacks: every route with every role and the other tenant, and each known way round the wall."""
