import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

EMAIL_HOST = "mail.firm-hosting.de"
EMAIL_PORT = 465
EMAIL_USE_SSL = True
EMAIL_USE_TLS = True
EMAIL_HOST_USER = os.getenv("SMTP_USER")
EMAIL_HOST_PASSWORD = os.getenv("SMTP_PASSWORD")
