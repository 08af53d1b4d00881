"""Public doors to a survey: who holds the token may answer, within the link's dates and number of responses.

May touch: `survey_links`, `surveys.queries`, audit. Must not: keep a token (only its hash is stored), know a response.
"""
