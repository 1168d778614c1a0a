"""Forms: fields that read what an author types, and lines of documents."""
