"""``python -m s_server``: the command."""

from s_server.cli import main

if __name__ == "__main__":
    main()
