"""Surveys in the formats that people already have: read, written, and what could not be carried (issue 4, 8).

For: making a survey from SurveyJS JSON, an XLSForm workbook or our own document, and the way back; each with a report
of every loss, its place and its reason. May touch: the builder's verbs, the engine. Must not: store anything itself,
lose a part of a source without a word, raise anything but a problem on a hostile source.
"""
