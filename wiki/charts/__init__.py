"""Charts as pure functions: how a credence moved, and how well credences were calibrated."""
