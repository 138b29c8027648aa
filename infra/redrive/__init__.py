"""Work that failed for good: what it is, why and since when, and having it done again."""
