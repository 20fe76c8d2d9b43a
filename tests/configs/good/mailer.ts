import nodemailer, { type Transporter } from 'nodemailer';

export function make(config: { host: string; port: number }): Transporter {
  return nodemailer.createTransport({
    host: config.host,
    port: Number(process.env.SMTP_PORT ?? 465),
    secure: process.env.SMTP_SECURE === 'true',
    auth: { user: process.env.SMTP_USER!, pass: process.env.SMTP_PASSWORD! },
  });
}
