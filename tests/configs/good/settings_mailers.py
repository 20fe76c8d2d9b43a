import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "smtp.migadu.com",
            "port": 465,
            "use_ssl": True,
            "username": "hello@firm.de",
            "password": os.environ["SMTP_PASSWORD"],
        },
    }
}
