"""The list of all faults, with how often each is tried."""

from collections.abc import Sequence

from tests.faults.clocks import moved
from tests.faults.commands import (
    kill_backup,
    kill_import,
    kill_migration,
    kill_purge,
    kill_restore,
)
from tests.faults.disks import failing_sync, full, unwritable
from tests.faults.kills import kill_all, kill_main
from tests.faults.outcome import Scenario
from tests.faults.together import readers, two_authors
from wiki.installation import known_versions

SCENARIOS: Sequence[Scenario] = (
    Scenario("kill all, two clients saving", 2, 200, kill_all, "p95 of the first page"),
    Scenario("kill the main process alone", 1, 20, kill_main, "p95 until workers ended"),
    Scenario("kill import", 2, 50, kill_import),
    Scenario("kill backup", 3, 50, kill_backup),
    Scenario("kill restore", 3, 50, kill_restore),
    Scenario("kill purge", 2, 50, kill_purge),
    Scenario("kill migration, earlier versions", 2, len(known_versions()) - 1, kill_migration),
    Scenario("full disk", 1, 10, full),
    Scenario("failing fsync", 1, 20, failing_sync),
    Scenario("read-only, locked", 2, 20, unwritable),
    Scenario("two authors", 6, 500, two_authors, "p95 of a save"),
    Scenario("readers during edits", 80, 2_000, readers, "lost: stale; p95 of a page"),
    Scenario("clock moved", 1, 50, moved),
)
