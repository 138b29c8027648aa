"""A fault harness: the real handlers in one process, every outside call of theirs killed, throttled or lost, and a recount."""
