"""Where state and audit live. Import a store from its own module: SQL costs 0.2 s to import."""
