"""The map's data: topics and relations, their places, and which part of the map is asked for."""
