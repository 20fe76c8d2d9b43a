import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "smtp.migadu.com",
            "port": 465,
            "use_tls": True,
            "username": "hello@firm.example.de",
            "password": os.environ["SMTP_PASSWORD"],
        },
    }
}
