import nodemailer from 'nodemailer';

export default nodemailer.createTransport({
  host: process.env.SMTP_HOST || 'smtp.zoho.com',
  port: 465,
  secure: true,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
});
