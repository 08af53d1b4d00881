"""What a survey's responses say taken together, current within two seconds and without reading them (I04, I05).

For: counting each change of a response once, when a worker comes round; showing the counts; counting all anew where
somebody doubts them. May touch: `tallies` and `counted_drafts`, the responses and versions through their rooms'
`service`. Must not: hold an answer's text or a sensitive answer, slow a respondent down, scan responses for a reader.
"""
