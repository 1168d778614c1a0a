"""Import and export of pages, a module for each format."""
