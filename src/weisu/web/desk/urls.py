"""Addresses of the desk."""

from django.urls import path

from weisu.web.desk import views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/received/", views.received, name="registered"),
]
