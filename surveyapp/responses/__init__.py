"""One respondent's work: begun, saved as it grows, taken up on another device, submitted, read by staff (A01-A08).

For: the `respond/*` API, the respondent's page and the readers in the organization. May touch: `survey_responses`, the
engine's verdicts, the door that `links` and `surveys` describe. Must not: decide what an answer means (logic does),
hold a sensitive value outside `sealed`, log or audit an answer.

A begin, a one-shot submission and an autosave are one data-modifying statement each (issue 3): the token, the revision,
the state of link and survey and the audit row are all in it; only when it changes nothing is a second one asked why.
"""
