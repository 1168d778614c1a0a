"""Attributes that are worked out when they are first read."""

from threading import Barrier, Thread

from wiki.lazy import lazy_property


class Slow:
    """An object whose attribute is worked out only while another one is, too."""

    asked = 0

    def __init__(self, both: Barrier) -> None:
        self._both = both

    @lazy_property
    def number(self) -> int:
        """Return how often anybody asked."""
        self._both.wait(timeout=5)
        Slow.asked += 1
        return Slow.asked


def test_it_is_worked_out_once_and_no_object_waits_for_another() -> None:
    both = Barrier(2)
    ours, theirs = Slow(both), Slow(both)
    other = Thread(target=lambda: theirs.number)
    other.start()
    first = ours.number
    other.join()
    assert (ours.number, theirs.number, Slow.asked) == (first, 3 - first, 2)
    assert lazy_property.__get__(Slow.__dict__["number"], None, Slow).__doc__
