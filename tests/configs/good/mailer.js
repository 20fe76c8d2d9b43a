const nodemailer = require('nodemailer');
const pool = createPool({ host: 'db', port: 5432, user: 'app', password: process.env.DB_PASSWORD });

/* secure: true only for 465 */
const transporter = nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 587,
  secure: false,
  requireTLS: true,
  auth: {
    user: process.env.SMTP_USER,
    pass: process.env.SMTP_PASSWORD,
  },
});

async function send(to) {
  await transporter.sendMail({ from: 'alice@gmail.com', to, subject: `Hello ${to}`, text: "It's {done}" });
}
module.exports = { send };
