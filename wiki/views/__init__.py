"""Views: the only code beside the commands that knows HTTP."""
