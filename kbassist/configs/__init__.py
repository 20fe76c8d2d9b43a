"""Configuration files of mail clients: read without being run, held against what is known of clients and providers."""
