"""Asking people by mail to answer a survey (I01, I02, C19).

May touch: its own tables. Must not: send anything to an address on the suppression list.
"""
