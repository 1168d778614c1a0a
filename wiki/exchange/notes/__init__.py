"""Folders of notes, as Obsidian, Quartz and Logseq keep them, read as regions."""
