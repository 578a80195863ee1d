"""One connection: its life, the console, the modes.

life.py tells the story; channel.py is the one place that waits; line.py says whose
turn it is at the console; keyboard.py turns what was typed into text and commands.
"""
