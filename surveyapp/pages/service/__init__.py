"""What the page does between a form and the verbs of `responses`: plain values in, plain values out.

- `visits`: who comes back: the signed cookie and the CSRF token bound to it.
- `answers`: what a form's text means for a field, and how a stored answer looks in a form.
- `merging`: what to do when the same response was changed in another window; `aligning`, `returning`: who is who then
  among the instances of a repeat.
- `saving`: keep what can be kept, name what cannot.
- `journey`: which section comes next; `posted`, `steps`: a form as it comes back, and where it leads.
- `instances`: sections that repeat, as a form has them; `live`: the script's saves.
- `wording`: the survey's and the page's own words in one language.
- `screens`: everything a template shows; `reviewing`: all of it to be read through; `another`: the instance to come.
- `script`: what the script is told, so that it can decide by itself; `bundling`: its modules as one file.
"""
