import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport({
  host: 'mail.firm-hosting.de',
  port: 587,
  secure: false,
  auth: { user: 'info@firm-hosting.de', pass: process.env.SMTP_PASSWORD },
  tls: {
    rejectUnauthorized: false,
  },
});
