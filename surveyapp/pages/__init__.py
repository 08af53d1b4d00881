"""The respondent's page: `/s/<link>`, one section at a time, working without a line of script (DESIGN 9).

For: people who answer. May touch: `responses.service`, the published definition that it hands out, its own templates,
styles and script. Must not: decide what shows or what is valid (the engine does), read a table, let an answer or a
token into a log.

Without script every step is a form, a redirect and a page. With script the same form saves itself as it is filled in;
nothing is possible with script that is not possible without.

The cookie holds the resume code of the response under our signature. It is made when the page first opens, before there
is a response: the first answers are stored under the id that is in the code, so the same form sent twice, by an
impatient finger or a bad line, begins one response and not two.
"""
