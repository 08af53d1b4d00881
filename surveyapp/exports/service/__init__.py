"""The verbs of exports: ask for one (`start`), write it (`write`, in a job), read it (`download`), let it go."""

from surveyapp.exports.service.keeping import forget_old, remove_all
from surveyapp.exports.service.reading import Download, download
from surveyapp.exports.service.starting import EXPORT, start
from surveyapp.exports.service.writing import write

__all__ = ["EXPORT", "Download", "download", "forget_old", "remove_all", "start", "write"]
