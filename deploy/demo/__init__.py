"""The demonstration: three surveys as an author would write them, and the organization that runs them.

For: `./dev demo`, the tests that need a survey of real size, and the bench. May: speak to a running server over its
public API, and keep one private file in the data directory. Must not: import the product or touch its database.
"""
