"""What an author can do, as verbs over rows. Nothing here knows HTTP or commits."""
