"""Room for every attribute of SQLAlchemy's states of rows, without which Python 3.11 may crash.

Python 3.11 keeps the attributes of an object in the layout of its class, which has room for those
that the first thirty or so objects of the class were given. An object that gets another one later
is given a dictionary. While Python makes that, a collection of garbage may begin. If the callback
of a weak reference then gives the same object an attribute, two dictionaries own the same values,
which are freed twice: the process ends some time later, in code that has nothing to do with it.

SQLAlchemy's `InstanceState` is such a class. Closing a session sets `_strong_obj` on the state of
each row, and so does the callback for a row that is garbage. Which attributes the first states get
depends on the page that is asked for first. From Python 3.12 on, no collection begins there.
"""

from sqlalchemy.orm.state import InstanceState


def make_room() -> None:
    """Set every attribute on the first `InstanceState`, so that none ever needs a dictionary.

    To be called before a row is read or made.
    """
    first = InstanceState.__new__(InstanceState)
    for name in InstanceState.__annotations__:
        setattr(first, name, None)
