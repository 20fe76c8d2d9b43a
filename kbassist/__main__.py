"""`python -m kbassist`."""

from kbassist.cli.main import run

if __name__ == "__main__":
    run()
