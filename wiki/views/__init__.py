"""The blueprints: the only code that knows HTTP."""
