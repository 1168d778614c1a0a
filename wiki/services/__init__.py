"""What an author can do, as verbs over rows; no HTTP, and no commit."""
