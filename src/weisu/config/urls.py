"""Every address of the site; each reader's pages bring their own list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("weisu.web"):
    urlpatterns.append(path("", include("weisu.web.urls")))
if find_spec("weisu.api"):
    urlpatterns.append(path("api/", include("weisu.api.urls")))
