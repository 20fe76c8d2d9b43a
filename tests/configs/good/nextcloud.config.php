<?php
$CONFIG = array (
  'dbhost' => 'localhost',
  'dbpassword' => 'app',
  'mail_smtpmode' => 'smtp',
  'mail_smtphost' => 'mail.firm-hosting.de',
  'mail_smtpport' => '465',
  'mail_smtpsecure' => 'ssl',
  'mail_smtpauth' => 1,
  'mail_smtpname' => 'cloud@firm-hosting.de',
  'mail_smtppassword' => getenv('SMTP_PASSWORD'),
);
