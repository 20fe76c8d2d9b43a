import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_HOST_USER = "alice@gmail.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
DATABASES = {"default": {"HOST": "db", "PORT": 5432, "USER": "app", "PASSWORD": os.environ["DB_PASSWORD"], "OPTIONS": {"host": "db"}}}
