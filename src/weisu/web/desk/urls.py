"""Addresses of the desk."""

from django.urls import path

from weisu.web.desk import stopping, views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/stop/", stopping.stop, name="stop"),
    path("register/received/", views.received, name="registered"),
]
