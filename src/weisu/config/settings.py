"""Django settings; everything that differs between machines comes from `weisu.config.env`."""

import os

from weisu.config import env

HOME = env.home()
DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
USE_TZ = True
TIME_ZONE = os.environ.get("WEISU_TIME_ZONE", "Asia/Shanghai")
LANGUAGE_CODE = "zh-hans"
SECRET_KEY = os.environ.get("WEISU_SECRET_KEY", "only for this machine; set WEISU_SECRET_KEY")
