"""The machinery of forms: fields that read what an author types, and lines of documents."""
