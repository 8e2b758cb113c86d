"""Addresses for everybody."""

from django.urls import path

from weisu.web.public import views

urlpatterns = [
    path("public/track/<str:number>/files/<uuid:text_id>/", views.file, name="public-file"),
    path("public/", views.start, name="public"),
    path("public/submit/", views.submit, name="public-submit"),
    path("public/received/", views.received, name="public-received"),
    path("public/track/", views.track, name="public-track"),
    path("public/track/<str:number>/", views.tracked, name="public-ticket"),
    path("public/track/<str:number>/<slug:command>/", views.act, name="public-step"),
]
