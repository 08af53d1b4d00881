"""Jobs about exports."""

from surveyapp.exports import service as exports
from surveyapp.jobs.service import Claim, Done, Progress
from tasks.job import job


@job("export_csv", attempts=3)
def export_csv(held: Claim, progress: Progress) -> Done:
    """Write a survey's responses as CSV."""
    return exports.write(held.id, held.attempt, held.arguments, progress=progress)


@job("remove_exports", attempts=10)
def remove_exports(held: Claim, progress: Progress) -> None:
    """A survey was deleted: what was exported of it goes too."""
    exports.remove_all(held.arguments["survey_id"])
