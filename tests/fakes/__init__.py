"""In-memory ports: the same contracts as the adapters, proved by tests/adapters/test_*_contract.py."""
