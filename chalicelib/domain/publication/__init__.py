"""What it takes to change the catalogue: checks of an item, what differs between two editions, the record of publications."""
