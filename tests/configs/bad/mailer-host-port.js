exports.mail = {
  host: 'mail.firm-hosting.de:587',
  port: 587,
  secure: false,
  auth: { user: 'info@firm-hosting.de', pass: process.env.SMTP_PASSWORD },
};
