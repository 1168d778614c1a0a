"""Faults on purpose: killed processes, full and failing disks, locks, clocks, and many at once.

    python -m tests.faults [--long] [--trials N] [NAME]...

Each scenario prints how many trials it made, how many acknowledged edits were lost, how many
times something was torn (half an edit, a damaged file, rows that disagree with the journal), and
the 95th percentile of what it timed. Each then breaks its guard once, and has to see it fail.
pytest collects none of it: `make faults` runs it.
"""
