"""Drawing the map: layout, ground, roads and names as pure functions.

Nothing here runs a query or renders a template.
"""
