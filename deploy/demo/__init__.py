"""The demonstration: surveys as an author would write them, and the organization that runs them.

`surveys/` are documents of ours, `elsewhere/` what people bring from other products. For: `./dev demo`, `./dev load`,
the tests that need a survey of real size, and the bench. May: speak to a running server over its public API, keep one
private file in the data directory, and ask the pure engine (`surveyapp.logic`) what kind of answer a field takes, as a
browser does. Must not: import a room of the product or touch its database.
"""
