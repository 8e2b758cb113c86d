"""Addresses of setting up."""

from django.urls import path

from weisu.web.setup import organisation, rules, workbook

urlpatterns = [
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/export/", workbook.export, name="organisation-export"),
    path("organisation/import/", workbook.upload, name="organisation-import"),
    path("organisation/import/confirm/", workbook.confirm, name="organisation-confirm"),
    path("rules/", rules.rules, name="rules"),
]
