"""The evidence of one number as a document."""
