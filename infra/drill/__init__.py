"""`make drill`: can everything that is true be had back? Restores the tables of truth, and the views, to one instant under new
names, rebuilds the views from the restored log into an empty table and proves that all of it agrees. Nothing of the stage is
written to: what the proof writes, it writes into the copies.
"""
