"""Do imported surveys behave as they did at home? `./dev bench agreement` replays what the originals decided (issue 4).

Beside real definitions of other makers lie cases: answers, and what the maker's own engine made of them. Here each
definition is imported, each case evaluated by our engine with the hidden answers counting (`raw`), as theirs do, and
every aspect compared. `surveyjs` and `xlsform` know their formats; `table` prints. Nothing is special to one file.
"""
