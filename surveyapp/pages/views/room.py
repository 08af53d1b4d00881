"""The room's blueprint; mounted at the root, since its addresses are read by people."""

from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("pages", "surveyapp.pages", template_folder="templates")
