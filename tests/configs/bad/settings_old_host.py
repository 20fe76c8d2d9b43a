import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

EMAIL_HOST = "smtp.live.com"
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_HOST_USER = "alice@hotmail.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
