"""Django settings of the installation; what differs between machines comes from ``config.env``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from config import env
from config.secrets_file import keep
from config.talks import line_address
from mentor.core.embedded_postgres.address import embedded_url

BASE_DIR = env.ROOT
DATA_DIR = env.data_dir()
DEBUG = env.flag("MENTOR_DEBUG")
SECRET_KEY = env.text("MENTOR_SECRET_KEY") or keep(DATA_DIR / "secrets.json", ("secret_key",))["secret_key"]
# Seals the secrets of connections; the first key seals, the others still open.
SECRETS_KEYS = env.items("MENTOR_SECRETS_KEY") or [
    keep(DATA_DIR / "secrets.json", ("secrets_key",))["secrets_key"]
]
HOST = env.text("MENTOR_HOST")
PORT = env.integer("MENTOR_PORT")
PUBLIC_URL = env.text("MENTOR_PUBLIC_URL") or f"http://{HOST}:{PORT}"
TALK_PORT = env.integer("MENTOR_TALK_PORT") if env.text("MENTOR_TALK_PORT") else PORT + 100
TALK_URL = env.text("MENTOR_TALK_URL") or line_address(PUBLIC_URL, TALK_PORT)
TALK_MODEL = env.text("MENTOR_TALK_MODEL")
TALKS_MOST = env.integer("MENTOR_TALKS")
TALKS_DIR = DATA_DIR / "talks"  # sound of talks that go on
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    HOST,
    urlsplit(PUBLIC_URL).hostname or HOST,
    *env.items("MENTOR_ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "mentor.core",  # before allauth: its account pages replace allauth's own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_vite",
    "procrastinate.contrib.django",
    "mentor.companies",
    "mentor.tallies",
    "mentor.clients",
    "mentor.calls",
    "mentor.speech",
    "mentor.knowledge",
    "mentor.analysis",
    "mentor.notifications",
    "mentor.recovery",
    "mentor.pipeline",
    "mentor.telephony",
    "mentor.crm",
    "mentor.trainer",
    "mentor.analytics",
    "mentor.acceptance",
    "mentor.operations",
    "mentor.pages",
    "mentor.api",
    "mentor.demonstration",
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
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mentor.companies.activity.SessionActivityMiddleware",
    "mentor.companies.middleware.CompanyMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentor.pages.context.layout",
            ],
        },
    }
]


def database(url: str, *, pool: int) -> dict[str, object]:
    """A ``postgres://user:password@host:port/name`` address as Django's dictionary."""
    parts = urlsplit(url)
    options: dict[str, object] = {"application_name": "mentor"}
    if pool:
        options["pool"] = {"min_size": 0, "max_size": pool, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or 5432),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASE_POOL = env.integer("MENTOR_DATABASE_POOL")
DATABASES = {
    "default": database(env.text("DATABASE_URL") or embedded_url(DATA_DIR, "app"), pool=DATABASE_POOL),
}
DATABASE_OWNER = database(
    env.text("DATABASE_OWNER_URL") or env.text("DATABASE_URL") or embedded_url(DATA_DIR, "owner"), pool=0
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "companies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, which proves the address
ACCOUNT_ADAPTER = "mentor.companies.accounts.InvitationOnlyAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "mentor.ai"
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "ru"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "web" / "dist"  # what Vite builds is served as it lies: there is nothing to collect
DJANGO_VITE = {"default": {"manifest_path": STATIC_ROOT / "manifest.json"}}
WHITENOISE_MAX_AGE = 60
# Vite puts a content hash into the names of what it builds.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/assets/.+-[0-9A-Za-z_-]{8}\."

if env.text("MENTOR_STORAGE_S3_BUCKET"):
    _RECORDINGS: dict[str, object] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("MENTOR_STORAGE_S3_BUCKET"),
            "endpoint_url": env.text("MENTOR_STORAGE_S3_ENDPOINT") or None,
            "access_key": env.text("MENTOR_STORAGE_S3_KEY") or None,
            "secret_key": env.text("MENTOR_STORAGE_S3_SECRET") or None,
            "default_acl": None,
            "file_overwrite": True,
        },
    }
else:
    _RECORDINGS = {
        "BACKEND": "mentor.calls.storage.DurableFileStorage",
        "OPTIONS": {"location": DATA_DIR / "recordings", "file_permissions_mode": 0o640},
    }
STORAGES = {
    "default": _RECORDINGS,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAX_RECORDING_BYTES = env.integer("MENTOR_MAX_RECORDING_MB") * 1024 * 1024
MAX_RECORDING_SECONDS = env.integer("MENTOR_MAX_RECORDING_HOURS") * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
TELEPHONY_DIR = Path(env.text("MENTOR_TELEPHONY_DIR") or DATA_DIR / "telephony")
INBOX_DIR = Path(env.text("MENTOR_INBOX_DIR") or DATA_DIR / "inbox")
MODELS_DIR = Path(env.text("MENTOR_MODELS_DIR") or DATA_DIR / "models")
MODELS_MIRROR = env.text("MENTOR_MODELS_MIRROR")
SPEECH_MODEL = env.text("MENTOR_SPEECH_MODEL")
TEXT_ENCODER = env.text("MENTOR_TEXT_ENCODER")
SPEECH_DEVICE = env.text("MENTOR_SPEECH_DEVICE")
VOICE = env.text("MENTOR_VOICE")
VOICE_CACHE_BYTES = env.integer("MENTOR_VOICE_CACHE_MB") * 1024 * 1024
YANDEX_KEY = env.text("MENTOR_YANDEX_KEY")
YANDEX_FOLDER = env.text("MENTOR_YANDEX_FOLDER")
SALUTE_KEY = env.text("MENTOR_SALUTE_KEY")
SALUTE_SCOPE = env.text("MENTOR_SALUTE_SCOPE")
SALUTE_CA = env.text("MENTOR_SALUTE_CA")
DIARIZER = env.text("MENTOR_DIARIZER")
ASSESSOR = env.text("MENTOR_ASSESSOR")
ADVISER = env.text("MENTOR_ADVISER")
JUDGE = env.text("MENTOR_JUDGE")
PERSONA = env.text("MENTOR_PERSONA")
LANGUAGE_MODEL = env.group("MENTOR_LM_")
FETCH_ALLOWED_HOSTS = env.items("MENTOR_FETCH_ALLOWED_HOSTS")

DEFAULT_FROM_EMAIL = env.text("MENTOR_EMAIL_FROM")
if env.text("MENTOR_EMAIL_URL"):
    _mail = urlsplit(env.text("MENTOR_EMAIL_URL"))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp", _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

TELEGRAM_TOKEN = env.text("MENTOR_TELEGRAM_TOKEN").strip()
TELEGRAM_BOT = env.text("MENTOR_TELEGRAM_BOT").strip().lstrip("@")
TELEGRAM_MODE = env.text("MENTOR_TELEGRAM_MODE").strip()
TELEGRAM_API = env.text("MENTOR_TELEGRAM_API").strip().rstrip("/")

PROCRASTINATE_IMPORT_PATHS: list[str] = []
WORKER_THREADS = env.integer("MENTOR_WORKER_THREADS")

NINJA_PAGINATION_PER_PAGE = 100
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"secrets": {"()": "mentor.core.log_secrets.HideSecretAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": env.text("MENTOR_LOG_LEVEL")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "watchfiles": {"level": "WARNING"},
        "pymorphy3": {"level": "WARNING"},
    },
}
