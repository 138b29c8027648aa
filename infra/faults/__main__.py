"""`make faults NOTICES=10000 SEED=1`: plays a city in which everything fails, and recounts; 1 on any violation."""

import os
import sys
import time

from infra.faults.recount import Recount
from infra.faults.run import Run

SHOWN = 10


def main() -> int:
    run = Run(int(os.environ.get("NOTICES", "10000")), int(os.environ.get("SEED", "1")))
    told = run.play()
    report(run, told)
    violations = run.violations(told)
    for one in violations[:SHOWN]:
        print(f"  VIOLATION {one}")
    if len(violations) > SHOWN:
        print(f"  and {len(violations) - SHOWN} more")
    return 1 if violations else 0


def report(run: Run, told: Recount) -> None:
    stage, faults = run.stage, run.stage.faults
    repeated = sum(reader.repeated for reader in stage.readers.values())
    print(f"planned {told.planned} ({told.expected} expected from the log), taken by the network {told.sent}")
    print(f"lost {len(told.lost)}, doubled intents {len(told.doubled)}")
    print(f"unknown {told.unknown}: reconciled {told.reconciled}, left to a person {told.for_a_person}")
    print("ended as " + ", ".join(f"{state} {count}" for state, count in sorted(told.states.items())))
    print(f"processes killed {stage.crashes} times, at {len(faults.killed)} of {len(faults.met)} points;", end=" ")
    print(
        f"throttled {faults.throttled} calls; stream records repeated {repeated}; dead letters redriven {run.redriven}"
    )
    print(f"healed by the nightly check {len(run.healed)} cases, missing after it {len(run.still_missing)}")
    print(
        f"parts per case {told.parts_per_case:.2f}; {run.cases} cases; drained in {run.drained_in} of the city's time;",
        end=" ",
    )
    print(f"{time.monotonic() - run.began:.0f} s")
    for failure, count in stage.failures.most_common(SHOWN):
        print(f"  functions failed {count} times: {failure[:150]}")


if __name__ == "__main__":
    sys.exit(main())
