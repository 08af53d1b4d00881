"""Everything needed to run the house: the embedded database and queue, and the verbs of `./dev`.

It may start and stop processes and hand them their environment. It must not hold a rule of the product:
`surveyapp`, `tenants` and `tasks` never import it, and would run the same without it.
"""
