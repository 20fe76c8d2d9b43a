<?php
define( 'DB_NAME', 'wp' );
define( 'DB_PASSWORD', 'Zk9-plain-Tr4ub4dor' );
define( 'DB_HOST', 'localhost' );

define( 'WPMS_ON', true );
define( 'WPMS_SMTP_HOST', 'smtp.gmail.com' );
define( 'WPMS_SMTP_PORT', 465 );
define( 'WPMS_SSL', 'tls' );
define( 'WPMS_SMTP_AUTH', true );
define( 'WPMS_SMTP_USER', 'alice@gmail.com' );
define( 'WPMS_SMTP_PASS', 'qzkvwmtrxplnbhdf' );
