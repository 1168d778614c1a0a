"""Charts as pure functions: how a credence moved, and how well numbers were calibrated."""
