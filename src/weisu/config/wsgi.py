"""The site as a WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weisu.config.settings")
application = get_wsgi_application()

from weisu.tickets.triggers import ensure_ready  # noqa: E402

# Nobody serves pages over a log that could be changed.
ensure_ready()
