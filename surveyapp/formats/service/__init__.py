"""The verbs of formats. A reader is pure, `read(source) -> Imported`; so is a writer, `write(definition) -> Written`.

A new format is a module of its own beside these and a line in `importing.READERS` or `exporting.WRITERS`.
"""

from surveyapp.formats.service.exporting import XLSX, Download, export, losses
from surveyapp.formats.service.importing import Made, import_

__all__ = ["XLSX", "Download", "Made", "export", "import_", "losses"]
