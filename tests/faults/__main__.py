"""Runs the scenarios and prints a line for each.

The short form, which asks only whether anything is lost or torn, runs two at a time: half of the
time is waiting. The long form measures times, too, and runs one after the other.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from random import Random

import click

from tests.faults.apart import FORK
from tests.faults.atlas import remove_template, template
from tests.faults.outcome import NotHere, Outcome, Scenario
from tests.faults.scenarios import SCENARIOS

HEAD = f"{'fault':34} {'trials':>6} {'edits':>6} {'lost':>5} {'torn':>5} {'p95':>9}  control"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--long", "is_long", is_flag=True, help="As many trials as the figures need.")
@click.option("--trials", type=click.IntRange(1), help="So many trials of each.")
@click.option("--seed", default=1, help="Where chance begins.")
def main(names: tuple[str, ...], is_long: bool, trials: int | None, seed: int) -> None:
    """Run the scenarios whose name contains one of NAMES, or all; exit with 1 where one fails."""
    chosen = [one for one in SCENARIOS if not names or any(name in one.name for name in names)]
    failed, begun = False, time.monotonic()
    template()  # before there are several processes, each of which would make one
    click.echo(HEAD)
    try:
        with ProcessPoolExecutor(1 if is_long else 2, FORK) as pool:
            counts = [trials or (one.long if is_long else one.short) for one in chosen]
            for lines, is_well in pool.map(tell, chosen, counts, [seed] * len(chosen)):
                click.echo("\n".join(lines))
                failed = failed or not is_well
    finally:
        remove_template()
    click.echo(f"{time.monotonic() - begun:.0f} s")
    sys.exit(failed)


def tell(scenario: Scenario, count: int, seed: int) -> tuple[list[str], bool]:
    """Run a scenario and its control; return the lines on what they found, and if all is well."""
    chance = Random(seed)
    try:
        outcome = scenario.run(count, chance, False)
        control = scenario.run(1 if count < 20 else 3, chance, True)
    except NotHere as error:
        return [f"{scenario.name:34} not run: {error}"], True
    remarks = [f"    {remark}" for remark in outcome.remarks[:5]]
    if outcome.ended:
        remarks.append(f"    {outcome.ended} times it had ended before the kill")
    return [line(scenario, outcome, control), *remarks], outcome.is_good and not control.is_good


def line(scenario: Scenario, outcome: Outcome, control: Outcome) -> str:
    """Return the line of a scenario."""
    seen = f"seen: {control.lost} lost, {control.torn} torn"
    return (
        f"{scenario.name:34} {outcome.trials:6} {outcome.acknowledged:6} {outcome.lost:5} "
        f"{outcome.torn:5} {outcome.p95:>9}  {'NOT SEEN' if control.is_good else seen}"
        + (f"; {scenario.times}" if scenario.times else "")
    )


if __name__ == "__main__":
    main()
