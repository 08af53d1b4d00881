"""What the page does between a form and the verbs of `responses`: plain values in, plain values out.

- `visits`: who comes back: the signed cookie and the CSRF token bound to it.
- `answers`: what a form's text means for a field, and how a stored answer looks in a form.
- `merging`: what to do when the same response was changed in another window.
- `saving`: keep what can be kept, name what cannot.
- `journey`: which section comes next.
- `wording`: the survey's and the page's own words in one language.
- `screens`: everything a template shows.
- `script`: what the script is told, so that it can decide by itself; `bundling`: its modules as one file.
"""
