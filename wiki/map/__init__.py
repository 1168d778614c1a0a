"""Drawing the map: layout, names and marks as pure functions, without a query or a template."""
