"""Addresses of the list and of one ticket."""

from django.urls import path

from weisu.web.tickets import views

urlpatterns = [
    path("", views.tickets, name="tickets"),
    path("views/", views.save_view, name="save-view"),
    path("tickets/<str:number>/", views.ticket, name="ticket"),
    path("tickets/<str:number>/files/<uuid:text_id>/", views.file, name="file"),
]
