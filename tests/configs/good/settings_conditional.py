import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

if DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_HOST = "smtp.fastmail.com"
    EMAIL_PORT = 587
    EMAIL_USE_TLS = True
    EMAIL_HOST_USER = "alice@fastmail.com"
    EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
