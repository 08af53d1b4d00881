"""What a survey is made of while it is written: sections, fields, options, rules and dependencies (B08-B14, L01-L19).

The draft is rows, the truth about a draft is the engine's: every write locks the survey's row, changes rows, assembles
the definition and asks `logic.check`; whatever it calls an error rolls the write back.
May touch: its five tables, `surveys.service`, the engine, audit. Must not: decide a rule of definitions itself.
"""
