const nodemailer = require('nodemailer');
const pool = createPool({ host: 'db', user: 'app', password: process.env.DB_PASSWORD });

module.exports = nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 587,
  secure: true,
  auth: {
    user: process.env.SMTP_USER,
    pass: process.env.SMTP_PASSWORD,
  },
});
