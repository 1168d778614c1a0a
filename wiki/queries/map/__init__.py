"""The map: where regions lie, and which part of it an address asks for."""
