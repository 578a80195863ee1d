"""``python -m s_server``, and the command that pip installs."""

import gc

# Nothing that is made while starting is garbage: looking for some costs 10 ms.
gc.disable()

from s_server.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
