"""What a handling unit does to a ticket."""

from django.urls import path

from weisu.web.unit import views

urlpatterns = [
    path("tickets/<str:number>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("tickets/<str:number>/note-progress/", views.note_progress, name="note-progress"),
    path("tickets/<str:number>/send-back/", views.send_back, name="send-back"),
]
