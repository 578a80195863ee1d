"""The whole program, seen from the network, the keyboard and scripts."""
