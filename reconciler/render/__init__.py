"""Plans, problems and audit entries as text, Markdown and JSON. Nothing here reads a store."""
