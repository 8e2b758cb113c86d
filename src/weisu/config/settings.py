"""Django settings; everything that differs between machines comes from `weisu.config.env`."""

import os
from importlib.util import find_spec
from pathlib import Path

from weisu.config import env

HOME = env.home()
DEBUG = os.environ.get("WEISU_DEBUG") == "1"
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.words("WEISU_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("WEISU_TRUSTED_ORIGINS", "")

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OUR_APPS = [
    "weisu.org",
    "weisu.policies",
    "weisu.vault",
    "weisu.accounts",
    "weisu.tickets",
    "weisu.intake",
    "weisu.notices",
    "weisu.readers",
    "weisu.web",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(app for app in OUR_APPS if find_spec(app)),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "weisu.web.edge.Edge",
    "weisu.web.account.guard.Guard",
    "weisu.api.edge.Keys",
]
ROOT_URLCONF = "weisu.config.urls"
WSGI_APPLICATION = "weisu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # Every reader's package of pages brings its own templates.
        "DIRS": sorted((Path(__file__).resolve().parents[1] / "web").glob("*/templates")),
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weisu.web.inbox.unread.waiting",
            ],
        },
    },
]

# Files stay in memory until they are encrypted; of more than this at once, only the sizes are kept.
FILE_UPLOAD_HANDLERS = ["weisu.web.components.uploads.InMemory"]
UPLOAD_MEGABYTES = env.whole("WEISU_UPLOAD_MEGABYTES", 100)

FORM_RENDERER = "weisu.web.components.rendering.Renderer"

USE_TZ = True
TIME_ZONE = env.time_zone()
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "Chinese"), ("en", "English")]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

STATIC_URL = "static/"
# Static files are served out of the packages themselves: no collecting step between installing and serving.
WHITENOISE_USE_FINDERS = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How often one may be wrong within so many minutes: under one name, and from one address with an office behind it.
LOCKOUT_TRIES = env.whole("WEISU_LOCKOUT_TRIES", 5)
LOCKOUT_ADDRESS_TRIES = env.whole("WEISU_LOCKOUT_ADDRESS_TRIES", 50)
LOCKOUT_MINUTES = env.whole("WEISU_LOCKOUT_MINUTES", 15)
# Roles that sign in with a code, too; "none" for nobody.
SECOND_STEP_ROLES = env.words("WEISU_SECOND_STEP_ROLES", "administrator,coordinator,oversight_officer")
SESSION_IDLE_MINUTES = env.whole("WEISU_SESSION_IDLE_MINUTES", 30)
SESSION_HOURS = env.whole("WEISU_SESSION_HOURS", 12)
# How many proxies of ours stand before the pages; each adds one address to X-Forwarded-For.
PROXIES = env.whole("WEISU_PROXIES", 0)
OIDC = env.oidc()

SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("WEISU_HTTPS") == "1"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# How often the worker brings the lake and the tables behind the measures up to date; 0 leaves it to the operator.
LAKE_MINUTES = env.whole("WEISU_LAKE_MINUTES", 10)

# Ways people are told of things; see weisu.plugins. E-mail needs WEISU_EMAIL_URL.
NOTIFIERS = env.notifiers()
globals().update(env.email())

# Only to the console, and never a request's body or its fields: words and people stay in the vault.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("WEISU_LOG_LEVEL", "WARNING")},
}
