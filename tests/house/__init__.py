"""The rules of the house, each proven on the tree and on a planted violation."""
