"""`regex(text, pattern)`: XForms look for the pattern anywhere, ours must match the whole text."""

from __future__ import annotations

from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Constant
from surveyapp.formats.service.xlsform.xpath.values import CONDITION, Untranslatable, Value, as_text, called, quoted
from surveyapp.logic.issues import Refused
from surveyapp.logic.patterns import pattern

ANYTHING = r"[\s\S]*"


def regex(translation: Translation, node: Call) -> Value:
    """A match of the whole text that holds where the pattern is found in it."""
    written = node.arguments[1]
    if not isinstance(written, Constant):
        raise Untranslatable("the pattern must be written out")
    whole = "|".join(_whole(each) for each in alternatives(written.text))
    try:
        pattern(whole)
    except Refused as refused:
        raise Untranslatable(f"the pattern is none of ours: {refused.detail}") from None
    return called("regex", as_text(translation.of(node.arguments[0])).text, quoted(whole).text, kind=CONDITION)


def anchored(source: str) -> str:
    """A pattern of ours as one that XForms find only as the whole text."""
    return f"^{source}$" if len(alternatives(source)) == 1 else f"^(?:{source})$"


def alternatives(source: str) -> list[str]:
    """The parts between the bars that stand outside of all brackets."""
    parts, depth, is_class, at = [""], 0, False, 0
    while at < len(source):
        step = 2 if source[at] == "\\" else 1
        sign = source[at : at + step]
        depth += (sign == "(") - (sign == ")") if not is_class else 0
        is_class = sign == "[" or (is_class and sign != "]")
        if sign == "|" and not depth and not is_class:
            parts.append("")
        else:
            parts[-1] += sign
        at += step
    return parts


def _whole(part: str) -> str:
    """With what may stand before and behind; an anchor says that nothing may."""
    starts = part.startswith("^")
    ends = part.endswith("$") and not part.endswith("\\$")
    inner = part[starts : len(part) - ends]
    return f"{'' if starts else ANYTHING}{inner}{'' if ends else ANYTHING}"
