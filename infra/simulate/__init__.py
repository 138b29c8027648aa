"""A month of one bureau through the real HTTP server, pumps and handlers, metered. `make simulate SEED=1`."""
