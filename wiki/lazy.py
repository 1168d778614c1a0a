"""Attributes that are computed when they are first read."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class lazy_property(Generic[T]):  # noqa: N801  it is used as a decorator, like `property`
    """A method read as an attribute: called at the first reading, then its value is stored.

    It is for objects that one thread uses. `functools.cached_property` has, until Python 3.12, one
    lock for all objects of a class, so that whoever reads it waits while any other thread computes
    it, such as the map of another region.
    """

    def __init__(self, method: Callable[[Any], T]) -> None:
        self._method, self.__doc__ = method, method.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Store the name of the attribute, under which the value is stored."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """Return the value, and store it in the object, where the next reading finds it."""
        if instance is None:
            return self
        value = self._method(instance)
        instance.__dict__[self._name] = value
        return value
