"""Reading: bytes that may be hostile become a tree, and nodes of the tree become checked attributes."""
