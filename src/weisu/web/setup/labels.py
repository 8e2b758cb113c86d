"""Words of setting up: sheets and columns of the organisation, what is wrong with a workbook, kinds of rules."""

from django.utils.translation import gettext_lazy as _

from weisu.web.components.labels import Labels

ORG_SHEETS: Labels = {
    "regions": _("Regions"),
    "units": _("Units"),
    "staff": _("Staff"),
    "desks": _("Desks"),
    "posts": _("Posts"),
    "roster": _("Duty roster"),
}
ORG_COLUMNS: Labels = {
    "code": _("Its code"),
    "id": _("Its code"),
    "name": _("Its name"),
    "level": _("Level"),
    "parent": _("Above it"),
    "residents": _("Residents"),
    "kind": _("Sort"),
    "region": _("Region"),
    "unit": _("Unit"),
    "desk": _("Desk"),
    "staff": _("Person"),
    "vendor": _("Of a vendor"),
    "role": _("Post"),
    "matters": _("Matters"),
    "from": _("From the day"),
    "until": _("Up to the day"),
}
ORG_WORDS: Labels = {
    "yes": _("Yes"),
    "national": _("National"),
    "province": _("Province"),
    "prefecture": _("Prefecture"),
    "county": _("County"),
    "township": _("Township"),
    "department": _("Department"),
    "territorial": _("Territory"),
    "utility": _("Utility"),
    "vendor": _("Vendor"),
    "authority": _("Hotline authority"),
    "agent": _("Agent"),
    "team_lead": _("Team lead"),
    "dispatcher": _("Dispatcher"),
    "unit_staff": _("Unit staff"),
    "unit_lead": _("Unit lead"),
    "oversight_officer": _("Oversight officer"),
    "quality_inspector": _("Quality inspector"),
    "analyst": _("Analyst"),
    "leader": _("Leader"),
    "coordinator": _("Coordinator"),
    "administrator": _("Administrator"),
}
DIFFERENCES: Labels = {
    "added": _("Added"),
    "changed": _("Changed"),
    "ended": _("Brought to an end"),
    "unknown": _("Not in the file, left as it is"),
}
RULE_KINDS: Labels = {
    "transition": _("Steps"),
    "deadline": _("Limits"),
    "clock": _("Clocks"),
    "setting": _("Settings"),
    "scope": _("Scope"),
    "notice": _("Notices"),
    "escalation": _("Escalations"),
    "composite": _("Composite scores"),
    "vendor": _("What a vendor may do"),
    "duty": _("Duty lists"),
    "catalogue": _("Dispatch catalogue"),
    "category": _("Matters"),
    "label": _("Labels"),
    "wording": _("Wording"),
}

WORKBOOK_FAULTS: Labels = {
    "no_workbook": _("The file cannot be read. Open it in a spreadsheet program and save it again as xlsx."),
    "no_sheet": _("It has none of the sheets %(sheets)s."),
    "no_column": _("Its sheet %(sheet)s has no column %(columns)s."),
}
ROW_FAULTS: Labels = {
    "no_instant": _("%(column)s is no day and hour; write them as 2026-01-05 09:00"),
    "empty": _("%(column)s is empty"),
    "no_number": _("%(column)s cannot be %(value)s; write a whole number, as 120000"),
    "choice": _("%(column)s cannot be %(value)s; it is one of %(choices)s"),
    "unknown": _("%(column)s names %(value)s, which the sheet %(in_sheet)s does not have"),
    "again": _("it says again what row %(other)s says of %(key)s"),
    "no_place": _("a post needs a unit or a region"),
    "backwards": _("it ends before it begins"),
    "past": _("an end cannot be put into the past or taken back from it; who held a right then held it"),
}
