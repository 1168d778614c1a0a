"""What an operator sees of a running server: a log line a request, counts for Prometheus.

Nothing of this leaves the machine by itself.
"""
