"""The narrow waist to the world: sockets, TLS, DNS, the SMTP dialogue. Every wait has a limit, every read a size."""
