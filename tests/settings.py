"""Réglages des tests : ceux de l'application, avec des valeurs d'essai."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "cle-d-essai-sans-aucune-valeur-hors-des-tests")
os.environ.setdefault("WHITENOISE_USE_FINDERS", "1")
os.environ.setdefault("MEDIA_ROOT", tempfile.mkdtemp(prefix="qualepref-medias-"))
os.environ["ARRETE"] = ""

from qualepref.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
