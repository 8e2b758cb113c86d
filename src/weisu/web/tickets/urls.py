"""Addresses of the list and of one ticket."""

from django.urls import path

from weisu.web.tickets import views

urlpatterns = [
    path("", views.tickets, name="tickets"),
    path("tickets/<str:number>/", views.ticket, name="ticket"),
]
