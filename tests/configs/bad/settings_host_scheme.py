import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

EMAIL_HOST = "ssl://smtp.gmail.com"
EMAIL_PORT = 465
EMAIL_USE_SSL = True
EMAIL_HOST_USER = "alice@gmail.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
