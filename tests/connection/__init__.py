"""One connection: the keyboard, the line, the waiting, the story."""
