<?php
define('SMTP_HOST', 'smtp.ionos.de');
define('SMTP_PORT', '465');
define('SMTP_SECURE', 'ssl');
define('SMTP_USER', 'info@firm.de');
define('SMTP_PASS', 'Zk9-plain-Tr4ub4dor');
