"""Every sentence of the page is in every catalog, and numbers and languages are understood as people write them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from surveyapp.pages.service import answers, wording
from surveyapp.pages.service.merging import merge

PAGES = Path(wording.__file__).parents[1]
SOURCES = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def sentences() -> set[str]:
    keywords = {"_": None, "say": None, "N_": None}
    return {str(found[2]) for found in extract_from_dir(str(PAGES), SOURCES, keywords=keywords)}


@pytest.mark.parametrize("path", sorted(wording.LANGUAGES.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalog_holds_every_sentence_and_no_other(path):
    catalog = read_po(BytesIO(path.read_bytes()))
    said = {str(message.id): message for message in catalog if message.id}
    assert set(said) == sentences()
    assert [message.id for message in said.values() if not message.string or message.fuzzy] == []
    assert [message.id for message in said.values() if list(message.check(catalog))] == []


def test_a_language_without_a_catalog_is_spoken_in_english():
    assert wording.plain("fr").say("Next") == "Next"
    assert wording.plain("de-AT").say("Next") == "Weiter"


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("en-GB", "ltr"), ("xx-nonsense", "ltr")]
)
def test_a_language_has_its_direction(language, direction):
    assert wording.plain(language).direction == direction


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (["de-AT", "en"], "de"),
        (["fr", "EN"], "en"),
        (["pt"], "pt-BR"),
        (["fr"], "en"),
        ([], "en"),
        (["*"], "en"),
    ],
)
def test_the_first_language_somebody_reads_is_chosen(accepted, chosen):
    assert wording.preferred(accepted, ["en", "de", "pt-BR"]) == chosen


def test_a_date_is_written_as_the_language_does():
    assert wording.plain("de").day("2026-02-03") == "3. Februar 2026"
    assert wording.plain("en").day("no date") == "no date"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", "5"),
        (" 1234.50 ", "1234.50"),
        ("12,5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1'234.5", "1234.5"),
        ("\u22123", "-3"),
        ("١٢", "12"),
        ("1,234.5", "1,234.5"),
        ("1,2,3", "1,2,3"),
        ("abc", "abc"),
        ("", None),
        ("  ", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, meant):
    assert answers.typed({"field_type": "number"}, typed) == meant


def test_blank_text_is_no_answer_and_lines_end_as_they_are_stored():
    assert answers.typed({"field_type": "text"}, "  ") is None
    assert answers.typed({"field_type": "text_area"}, "a\r\nb") == "a\nb"


def test_only_what_both_windows_changed_differently_is_a_conflict():
    base = {"mine": "a", "theirs": "a", "both": "a", "agreed": "a", "ticks": ["x", "y"]}
    mine = {"mine": "b", "theirs": "a", "both": "b", "agreed": "b", "ticks": ["y", "x"]}
    stored = {"mine": "a", "theirs": "c", "both": "c", "agreed": "b", "ticks": ["x", "y"]}
    merged = merge(base, mine, stored)
    assert (merged.changes, merged.conflicts) == ({"mine": "b"}, {"both": "c"})
