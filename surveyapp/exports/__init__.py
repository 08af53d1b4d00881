"""A survey's responses as a file (I03, U08, CONVENTIONS: CSV).

For: asking for an export, writing it as a background job in constant memory, downloading it. May touch: jobs, the
responses and versions through their rooms' `service` and `queries`, the tenant's private storage. Must not: change a
response, keep a sensitive value readable on disk, hand a file to anyone without `export_responses`.
"""
