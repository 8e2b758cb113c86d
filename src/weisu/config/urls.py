"""Every address of the site; each reader's pages bring their own list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("weisu.web"):
    urlpatterns.append(path("", include("weisu.web.urls")))
if find_spec("weisu.api"):
    urlpatterns.append(path("api/", include("weisu.api.urls")))

handler500 = "weisu.web.edge.failed"
"""A database that does not answer is met in the middleware too, before a view could say so."""
