<?php
define('SMTP_HOST', 'smtp.sendgrid.net');
define('SMTP_PORT', 587);
define('SMTP_SECURE', 'tls');
define('SMTP_USER', 'ApiKey');
define('SMTP_PASS', 'SG.ZZZZZZZZZZZZZZZZZZZZZZ.YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY');
