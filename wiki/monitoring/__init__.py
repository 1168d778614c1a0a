"""What an operator sees of a running server: a log line for each request, and metrics.

The metrics are counts for Prometheus. Nothing of this leaves the machine by itself.
"""
