"""What the simulated month costs. `make cost FILE=.local/simulate.json`."""
