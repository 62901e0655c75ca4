"""Réglages : un seul fichier, tout vient de l'environnement ou de `.env` (voir .env.example)."""

import secrets
import shutil
import warnings
from datetime import date
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(RACINE / ".env")

DEBUG = env.bool("DEBUG", default=False)
SUR_UN_POSTE = "DATABASE_URL" not in env.ENVIRON  # SQLite dans var/ : rien à régler pour essayer


def cle_du_poste() -> str:
    """La clé tirée au hasard au premier lancement sur un poste ; jamais dans le dépôt."""
    chemin = RACINE / "var" / "cle-secrete"
    if not chemin.exists():
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.touch(mode=0o600)
        chemin.write_text(secrets.token_urlsafe(50))
    return chemin.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or (cle_du_poste() if SUR_UN_POSTE else "")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "SECRET_KEY doit compter 32 caractères ou plus, tirés au hasard (voir .env.example)."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Un « aujourd'hui » fixé, pour les démonstrations et les essais ; vide en usage courant.
ARRETE = date.fromisoformat(env("ARRETE")) if env("ARRETE", default="") else None

INSTALLED_APPS = [
    "qualepref.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "widget_tweaks",
    "dsfr",
    "django.forms",  # après dsfr, qui redéfinit boutons radio et cases à cocher
    "django_tables2",
    "django_filters",
    "django_htmx",
    "simple_history",
    "axes",
    "csp",
    "qualepref.socle",
    "engagements",
    "documents",
    "enquetes",
    "formations",
    "suivi",
    "pilotage",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "qualepref.socle.fichiers.envoi.enfermer",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "qualepref.accueil.methode_refusee",
]

ROOT_URLCONF = "qualepref.urls"
WSGI_APPLICATION = "qualepref.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qualepref.accueil.cadre",
            ],
        },
    },
]
FORM_RENDERER = "qualepref.socle.rendu.Rendu"
DSFR_USE_INTEGRITY_CHECKSUMS = False  # les empreintes ne survivent pas au stockage à manifeste
DSFR_MARK_OPTIONAL_FIELDS = True
warnings.filterwarnings("ignore", message=".*DSFR_MARK_OPTIONAL_FIELDS.*")
FILTERS_EMPTY_CHOICE_LABEL = "Indifférent"
DJANGO_TABLES2_TEMPLATE = "socle/_table.html"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{RACINE}/var/qualepref.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiler une question prend ici dix fois le temps d'y répondre.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "socle.Agent"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "qualepref.socle.authentification.BackendDesignations",
]
LOGIN_URL = "socle:connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "socle:connexion"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # heure
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "qualepref.socle.authentification.compte_bloque"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "fr"
TIME_ZONE = env("TIME_ZONE", default="Europe/Paris")
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = RACINE / "staticfiles"
STATICFILES_DIRS = [RACINE / "static"]
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", default=SUR_UN_POSTE)
WHITENOISE_AUTOREFRESH = False
DISQUE = {
    "BACKEND": "qualepref.socle.fichiers.stockage.Disque",
    "OPTIONS": {"location": env("MEDIA_ROOT", default=str(RACINE / "var" / "medias"))},
}
STORAGES = {
    "default": {
        "BACKEND": "qualepref.socle.fichiers.seau.Seau",
        "OPTIONS": {
            "bucket_name": env("S3_SEAU"),
            "endpoint_url": env("S3_ADRESSE"),
            "access_key": env("S3_CLE"),
            "secret_key": env("S3_SECRET"),
            "region_name": env("S3_REGION", default="us-east-1"),
        },
    }
    if env("S3_SEAU", default="")
    else DISQUE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "qualepref.socle.fichiers.reception.SurDisque",
]

SECURE_SSL_REDIRECT = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDES", default=31536000 if SECURE_SSL_REDIRECT else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_SSL_REDIRECT else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "qualepref.accueil.formulaire_refuse"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = env("REDIS_URL", default="redis://localhost:6379/0")
# File arrêtée : qui lui confie une tâche renonce en une seconde, sans retenir la page. Le worker et
# beat ont leur propre attente (BROKER_CONNECTION_MAX_RETRIES).
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 1}
CELERY_TASK_IGNORE_RESULT = True  # le résultat d'un travail est sa Production
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50  # WeasyPrint garde de la mémoire d'un PDF à l'autre
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(RACINE / "var" / "beat")
CELERY_BEAT_SCHEDULE = {
    "relancer-les-productions": {
        "task": "qualepref.socle.tasks.relancer_les_productions",
        "schedule": 15.0,
    },
    "preparer-les-trimestres": {
        "task": "pilotage.tasks.preparer_les_trimestres",
        "schedule": crontab(hour=4, minute=15),
    },
    "preparer-les-fiches": {
        "task": "pilotage.tasks.preparer_les_fiches",
        "schedule": crontab(hour=4, minute=45),
    },
    "relancer-les-expeditions": {
        "task": "pilotage.tasks.relancer_les_expeditions",
        "schedule": 120.0,
    },
    "rafraichir-les-cumuls": {
        "task": "suivi.tasks.rafraichir_les_cumuls",
        "schedule": 60.0,
    },
    "indexer-les-documents-en-retard": {
        "task": "documents.tasks.indexer_les_retards",
        "schedule": 60.0,
    },
    "relever-les-boites": {
        "task": "suivi.messagerie.tasks.relever_les_boites",
        "schedule": crontab(minute="*/5"),
    },
    "effacer-les-courriels-bruts": {
        "task": "suivi.messagerie.tasks.effacer_les_courriels_bruts",
        "schedule": crontab(hour=3, minute=45),
    },
    "controler-les-adresses": {
        "task": "documents.tasks.controler_les_adresses",
        "schedule": crontab(hour=2, minute=10),
    },
    "effacer-les-fichiers-perimes": {
        "task": "qualepref.socle.tasks.effacer_les_fichiers_perimes",
        "schedule": crontab(hour=3, minute=30),
    },
    "oublier-les-passages": {
        "task": "qualepref.socle.tasks.oublier_les_passages",
        "schedule": crontab(hour=3, minute=40),
    },
    "tenir-les-enquetes": {
        "task": "enquetes.tasks.tenir_les_enquetes",
        "schedule": crontab(hour=0, minute=10),
    },
    "tenir-les-controles": {
        "task": "enquetes.tasks.tenir_les_controles",
        "schedule": crontab(hour=0, minute=20),
    },
    "ranger-les-reponses-d-enquete": {
        "task": "enquetes.tasks.ranger_les_reponses",
        "schedule": crontab(minute=25),
    },
    "oublier-l-affluence": {
        "task": "qualepref.socle.tasks.oublier_l_affluence",
        "schedule": crontab(minute=1),
    },
    "relancer-les-envois": {
        "task": "suivi.tasks.relancer_les_envois",
        "schedule": 120.0,
    },
    "purger-les-identites": {
        "task": "suivi.tasks.purger_les_identites",
        "schedule": crontab(day_of_month=1, hour=2, minute=30),
    },
    "rappeler-les-echeances": {
        "task": "qualepref.socle.tasks.rappeler_les_echeances",
        "schedule": crontab(hour=9, minute=0, day_of_week="mon-fri"),
    },
}

# Une production dont le battement se tait plus de SILENCE secondes est reprise par un autre worker.
PRODUCTION_BATTEMENT = 3
PRODUCTION_SILENCE = 45
PRODUCTION_TENTATIVES = 3
PRODUCTION_CONSERVATION_JOURS = 90
# Où s'écrivent les gros fichiers avant d'être rangés ; sur le disque des médias, rien ne se recopie
DOSSIER_DE_TRAVAIL = Path(
    env(
        "DOSSIER_DE_TRAVAIL",
        default=f"{env('MEDIA_ROOT', default=str(RACINE / 'var' / 'medias'))}/.travail",
    )
)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # secondes : un serveur de courriel muet ne retient pas un worker
DEFAULT_FROM_EMAIL = env("EXPEDITEUR", default="qualite@localhost")
# Ce qui suit l'arobase dans l'identifiant de nos courriels, et les fait reconnaître à leur retour.
DOMAINE_DES_MESSAGES = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
# Où mènent les liens des courriels, sans barre à la fin.
ADRESSE = env("ADRESSE", default="http://localhost:8000").rstrip("/")

# Relais (nginx…) entre les visiteurs et nous : c'est leur X-Forwarded-For qui dit l'adresse.
RELAIS = env.int("RELAIS", default=0)
# Serveurs IMAP dont l'administrateur peut déclarer des boîtes ; vide : aucune relève.
IMAP_SERVEURS = env.list("IMAP_SERVEURS", default=[])
IMAP_AUTORITE = env("IMAP_AUTORITE", default="")  # certificat d'une autorité interne, en PEM
COURRIEL_TAILLE_MAX = env.int("COURRIEL_TAILLE_MAX", default=30 * 1024 * 1024)
COURRIEL_CONSERVATION_JOURS = 90  # messages bruts d'une erreur ou d'un écart

# Hôtes du réseau intérieur où l'on peut contrôler l'adresse d'un document (intranet) ; les sites
# publics n'ont pas à y être.
ADRESSES_PERMISES = env.list("ADRESSES_PERMISES", default=[])

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_TAILLE_MAX = env.int("IMPORT_TAILLE_MAX", default=30 * 1024 * 1024)
DOCUMENT_TAILLE_MAX = env.int("DOCUMENT_TAILLE_MAX", default=50 * 1024 * 1024)

# LibreOffice, qui montre en PDF les documents de bureautique ; absent, ils se téléchargent.
SOFFICE = env("SOFFICE", default=shutil.which("soffice") or "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_trace": {"()": "qualepref.socle.traces.SansTrace"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["sans_trace"]}},
    "root": {"handlers": ["console"], "level": env("NIVEAU_JOURNAL", default="WARNING")},
}
