"""Addresses of the list and of one ticket."""

from django.urls import path

from weisu.web.tickets import out, views

urlpatterns = [
    path("", views.tickets, name="tickets"),
    path("views/", views.save_view, name="save-view"),
    path("print/", out.print_list, name="print-list"),
    path("export/", out.export_list, name="export-list"),
    path("tickets/<str:number>/print/", out.print_ticket, name="print-ticket"),
    path("tickets/<str:number>/export/", out.export_ticket, name="export-ticket"),
    path("tickets/<str:number>/", views.ticket, name="ticket"),
    path("tickets/<str:number>/files/<uuid:text_id>/", views.file, name="file"),
]
