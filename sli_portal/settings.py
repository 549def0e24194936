"""Settings, all read from the environment here and nowhere else.

Demonstration mode (``DEMO=1``, what ``make run`` sets) has safe defaults for a
laptop: its own secret, loopback only, e-mails kept and shown. Without it the
portal refuses to start with a sample secret, DEBUG or wildcard hosts.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def demonstration_secret():
    """A random key of this machine's own, so that the demonstration's sessions survive a restart."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (demonstration_secret() if DEMO else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO else [])
# Where people find the portal: what links in e-mails and calendars begin with.
PORTAL_URL = env.str(
    "PORTAL_URL", default="http://127.0.0.1:8000" if DEMO else f"https://{next(iter(ALLOWED_HOSTS), '')}"
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if not DEMO:
    faults = {
        "SECRET_KEY must be set to at least 50 random characters": len(SECRET_KEY) < 50
        or len(set(SECRET_KEY)) < 8,
        "SECRET_KEY is the sample one: make your own": SECRET_KEY.startswith("change-me"),
        "DEBUG must be off": DEBUG,
        "ALLOWED_HOSTS must name the portal's host, without a wildcard": not ALLOWED_HOSTS
        or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS),
    }
    if any(faults.values()):
        raise ImproperlyConfigured("; ".join(text for text, wrong in faults.items() if wrong))

INSTALLED_APPS = [
    "ui",  # before crispy_forms_gds, so that our two corrected templates win
    "crispy_forms",
    "crispy_forms_gds",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "audit",
    "files",
    "jobs",
    "outbox",
    "regions",
    "cycles",
    "indicators",
    "datapacks",
    "selfeval",
    "challenges",
    "plans",
    "learning",
    "sli_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "regions.middleware.DemonstrationIsLocal",
    "regions.middleware.AccessRequired",
    "regions.middleware.NoStore",
]

ROOT_URLCONF = "sli_portal.urls"
WSGI_APPLICATION = "sli_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sli_portal.context_processors.portal",
            ],
            "builtins": ["ui.templatetags.govuk"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE a read-then-write transaction fails at once with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA recursive_triggers=ON",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # It counts failed sign-ins. When full it forgets: few entries could be pushed out by a stranger.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Background work: the Job row is the truth, the broker only a doorbell (see jobs/).
BROKER_URL = env.str("BROKER_URL", default="embedded")  # redis://..., "embedded" or "none"
BROKER_SOCKET = Path(env.str("BROKER_SOCKET", default=str(DATA_DIR / "broker.sock")))
# A worker renews its lease three times a lease; one that is killed is missed after a lease and a sweep.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", default=20)
JOB_RING_SECONDS = env.int("JOB_RING_SECONDS", default=60)  # before a job that waits is rung again
JOB_SECONDS_LIMIT = env.int("JOB_SECONDS_LIMIT", default=150)  # the longest run
WORKER_PROCESSES = env.int("WORKER_PROCESSES", default=0)  # 0: one a core
PACK_SECONDS_LIMIT = env.int("PACK_SECONDS_LIMIT", default=120)

# Files: private, named by their hash; S3-compatible storage when a bucket is named.
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
                "default_acl": "private",
            },
        }
        if S3_BUCKET
        else {
            "BACKEND": "files.storage.WholeFileStorage",
            "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o640},
        }
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
UPLOAD_MAX_BYTES = 25 * 1024 * 1024

# E-mail: every message is a row first; SMTP by EMAIL_URL, otherwise kept and shown.
EMAIL_BACKEND = "outbox.backend.OutboxBackend"
OUTBOX_DELIVERS = bool(env.str("EMAIL_URL", default=""))
smtp = env.email_url_config(env.str("EMAIL_URL", default="") or "smtp://")  # set but empty: not set
OUTBOX_SMTP = {
    "host": smtp["EMAIL_HOST"],
    "port": smtp["EMAIL_PORT"],
    "username": smtp["EMAIL_HOST_USER"],
    "password": smtp["EMAIL_HOST_PASSWORD"],
    "use_tls": smtp.get("EMAIL_USE_TLS", False),
    "use_ssl": smtp.get("EMAIL_USE_SSL", False),
    "timeout": 15,
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="SLI Portal <no-reply@sli-portal.example>")

# Signing in
AUTH_USER_MODEL = "regions.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "regions.signing_in.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited at an address; nobody signs up
ACCOUNT_FORMS = {
    "login": "regions.forms.signing_in.SignIn",
    "reset_password": "regions.forms.signing_in.AskForPassword",
    "reset_password_from_key": "regions.forms.signing_in.ChoosePassword",
    "change_password": "regions.forms.signing_in.ChangePassword",
    "reauthenticate": "regions.forms.signing_in.PasswordOnceMore",
}
MFA_FORMS = {
    "authenticate": "regions.forms.signing_in.EnterCode",
    "reauthenticate": "regions.forms.signing_in.CodeOnceMore",
    "activate_totp": "regions.forms.signing_in.SetUpApp",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tells a person that a password or second factor was changed
ACCOUNT_EMAIL_SUBJECT_PREFIX = "SLI Portal: "
MFA_ADAPTER = "regions.signing_in.CodesInPlainWords"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the link to choose a password went to the address already
MFA_TOTP_ISSUER = "SLI Portal"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if not DEMO:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}

# A report of a fault goes by e-mail to whoever runs the portal, who may not read drafts.
DEFAULT_EXCEPTION_REPORTER_FILTER = "sli_portal.faults.NothingWritten"
