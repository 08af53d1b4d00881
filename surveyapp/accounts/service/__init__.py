"""The verbs of accounts. What other rooms and the composition root need is named here; views use the modules.

`identify` and `permissions_of` are the HTTP kit's ports; `finish_provisioning` is the worker's part of registering;
`get_permissions`, `has_permission` and `has_role` are the user helpers of U03; `tidy` belongs to the schedule.
"""

from surveyapp.accounts.service.authentication import identify, permissions_of
from surveyapp.accounts.service.housekeeping import tidy
from surveyapp.accounts.service.registration import finish_provisioning
from surveyapp.accounts.service.rights import get_permissions, has_permission, has_role

__all__ = [
    "finish_provisioning",
    "get_permissions",
    "has_permission",
    "has_role",
    "identify",
    "permissions_of",
    "tidy",
]
