"""The list of all faults, with how often each is tried."""

from collections.abc import Sequence

from tests.faults.commands import kill_backup, kill_import, kill_migration, kill_restore
from tests.faults.kills import kill_all, kill_main
from tests.faults.outcome import Scenario

SCENARIOS: Sequence[Scenario] = (
    Scenario("kill all, two clients saving", 2, 200, kill_all, "p95 of the first page"),
    Scenario("kill the main process alone", 1, 20, kill_main, "p95 until workers ended"),
    Scenario("kill import", 3, 50, kill_import),
    Scenario("kill backup", 4, 50, kill_backup),
    Scenario("kill restore", 4, 50, kill_restore),
    Scenario("kill migration, earlier versions", 3, 16, kill_migration),
)
