"""XLSForm workbooks, the way forms of ODK, KoboToolbox and their kin are written: read and written (issue 4, 8).

A workbook is looked over as bytes before any parser sees it (`guard`), read into rows (`workbook`, `columns`), the rows
into a tree of groups, repeats and questions (`tree`), and the tree into our document (`reading` and what it names), its
XPath put into our language (`xpath`). Writing goes the other way (`writing` and what it names). Pure: bytes in, a
document out, and back.
"""

from surveyapp.formats.service.xlsform.reading import read
from surveyapp.formats.service.xlsform.writing import write

__all__ = ["read", "write"]
