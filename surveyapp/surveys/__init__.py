"""The survey as a thing with a life: draft, published, closed; and its immutable versions (B06, B07, B15).

May touch: `surveys` and `survey_versions`, the engine to compile a version, audit.
Must not: know how a draft is made of sections and fields (`builder` above does, and hands over a whole definition).
"""
