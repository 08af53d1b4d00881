"""The statements of this room: `respondent` those on the hot path as SQL text, `staff` the readers' selects,
`export` what exports stream.

`respondent` names tables of lower rooms (`survey_links`, `surveys`, `survey_versions`, `sections`, `audit_logs`):
issue 3 wants the state of the door and the audit row inside the one statement that changes a response, so they cannot
be asked for or written by their own rooms. That file alone may do so, and its tests fail when a column is renamed.
"""
