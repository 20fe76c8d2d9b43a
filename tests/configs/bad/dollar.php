<?php
define('SMTP_HOST', 'mail.firm-hosting.de');
define('SMTP_PORT', 587);
define('SMTP_SECURE', 'tls');
define('SMTP_USER', 'info@firm-hosting.de');
define('SMTP_PASS', "Zk9$plain-Tr4ub4dor");
