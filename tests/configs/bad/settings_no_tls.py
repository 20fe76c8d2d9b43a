import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

EMAIL_HOST = "smtp.office365.com"
EMAIL_PORT = 587
EMAIL_HOST_USER = "alerts@firm.example.de"
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
