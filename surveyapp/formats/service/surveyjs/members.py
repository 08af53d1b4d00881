"""Members of SurveyJS's objects that nothing here reads: those that decide something are lost, the rest is looks."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs.objects import Part

PANELS = ("panel", "flowpanel")
REPEATING = ("paneldynamic", "matrixdynamic", "matrixdropdown")

LOSSES = {
    "enableIf": ("enable_if", "A question is shown or not; none is shown without taking an answer."),
    "readOnly": ("read_only", "A question that shows takes an answer."),
    "resetValueIf": ("reset_value", "An answer is not taken back because another changes."),
    "choicesByUrl": ("choices_by_url", "Choices are not fetched from elsewhere."),
    "totalType": ("totals", "The total of a column is worked out where it is read; it is shown nowhere."),
    "totalExpression": ("totals", "The total of a column is worked out where it is read; it is shown nowhere."),
    "copyDefaultValueFromLastEntry": ("default", "A new instance does not begin with the answers of the one before."),
    "defaultValueFromLastRow": ("default", "A new instance does not begin with the answers of the one before."),
    "defaultValueFromLastPanel": ("default", "A new instance does not begin with the answers of the one before."),
    "requiredErrorText": ("error_text", "That an answer is missing is said in the words of the page."),
    "clearIfInvisible": ("clear_if_invisible", "Answers that are hidden at the end are never kept."),
    "timeLimit": ("time_limit", "Answering has no time limit."),
    "maxTimeToFinish": ("time_limit", "Answering has no time limit."),
}
"""Members that decide something at home and nothing here."""

READ = frozenset((
    "type", "name", "title", "description", "html", "text", "choices", "columns", "rows", "items", "elements",
    "questions", "templateElements", "detailElements", "detailPanelMode", "pages", "visible", "visibleIf",
    "isRequired", "requiredIf", "validators", "defaultValue", "defaultValueExpression", "setValueExpression",
    "valuePropertyName", "defaultRowValue", "defaultPanelValue", "choiceValuesFromQuestion", "choiceTextsFromQuestion",
    "hideIfRowsEmpty", "templateTitle", "bindings", "keyName", "isUnique", "keyDuplicationError",
    "setValueIf", "valueName", "inputType", "min", "max", "minValueExpression", "maxValueExpression", "maxLength",
    "placeholder", "placeHolder", "maskType", "rateMin", "rateMax", "rateStep", "rateCount", "rateValues",
    "minRateDescription", "maxRateDescription", "valueTrue", "valueFalse", "labelTrue", "labelFalse",
    "choicesVisibleIf", "choicesMin", "choicesMax", "choicesStep", "choicesFromQuestion", "choicesFromQuestionMode",
    "showOtherItem", "hasOther", "showNoneItem", "hasNone", "showRefuseItem", "showDontKnowItem", "showSelectAllItem",
    "hasSelectAll", "otherText", "noneText", "refuseText", "dontKnowText", "otherPlaceholder", "commentText",
    "showCommentArea", "hasComment", "minSelectedChoices", "maxSelectedChoices", "multiSelect", "allowMultiple",
    "cellType", "templateVisibleIf", "columnsVisibleIf", "rowsVisibleIf", "rowCount", "minRowCount", "maxRowCount",
    "panelCount", "minPanelCount", "maxPanelCount", "isAllRowRequired", "eachRowRequired", "expression", "imageLink",
    "locale", "triggers", "calculatedValues", "clearInvisibleValues", "value", "enableIf", "hideIfChoicesEmpty",
    "selectToRankEnabled", "eachRowUnique",
))  # fmt: skip
"""What the reader takes into account somewhere."""


def tell_losses(part: Part) -> None:
    """What a page, panel or question says that has no place here."""
    for key, value in part.has.items():
        if value in (None, False, "", [], {}):
            continue
        if key in LOSSES:
            code, detail = LOSSES[key]
            part.report.lost(part.at(key), code, detail)
        elif key not in READ:
            part.report.noted(part.at(key), "not_carried", f"{key[:60]!r} has no counterpart here.")
