"""XPath as forms write it, read and put into our language with the same meaning.

`syntax` reads it; `scope` says what a path stands for in this form; `translating` goes through an expression, with
`comparing`, `calling`, `dates` and `lookups` for its large parts; `values` is a piece of our language with its type.

XPath knows no empty value but the blank text, and compares whatever it has; ours has types and an empty that no
comparison but `!=` holds for. What the two take differently is written out (`{a} = {b} or {a} empty and {b} empty`),
and what cannot be said at all is refused, never approximated in silence.
"""

from surveyapp.formats.service.xlsform.xpath.scope import Binding, Form, Scope
from surveyapp.formats.service.xlsform.xpath.syntax import XPathError, parse
from surveyapp.formats.service.xlsform.xpath.translating import condition, value
from surveyapp.formats.service.xlsform.xpath.values import Untranslatable, Value

__all__ = ["Binding", "Form", "Scope", "Untranslatable", "Value", "XPathError", "condition", "parse", "value"]
