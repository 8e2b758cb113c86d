"""One address for every command of the lifecycle."""

from django.urls import path

from weisu.web.steps import views

urlpatterns = [path("tickets/<str:number>/<slug:command>/", views.step, name="step")]
