"""Runs the scenarios and prints a line for each."""

import sys
import time
from random import Random

import click

from tests.faults.atlas import remove_template
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
    click.echo(HEAD)
    try:
        for scenario in chosen:
            count = trials or (scenario.long if is_long else scenario.short)
            failed = not told(scenario, count, Random(seed)) or failed
    finally:
        remove_template()
    click.echo(f"{time.monotonic() - begun:.0f} s")
    sys.exit(failed)


def told(scenario: Scenario, count: int, chance: Random) -> bool:
    """Run a scenario and its control, print what they found, and return whether all is well."""
    try:
        outcome = scenario.run(count, chance, False)
        control = scenario.run(1 if count < 20 else 3, chance, True)
    except NotHere as error:
        click.echo(f"{scenario.name:34} not run: {error}")
        return True
    click.echo(line(scenario, outcome, control))
    for remark in outcome.remarks[:5]:
        click.echo(f"    {remark}")
    return outcome.is_good and not control.is_good


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
