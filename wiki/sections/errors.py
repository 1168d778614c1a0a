"""What a form cannot know by itself: a field whose value does not fit the atlas."""


class Invalid(Exception):
    """A field says something that cannot be kept.

    `offer` names what else could be done: the title of a region to make, the id of a reading that
    is there already.
    """

    def __init__(self, field: str, message: str, offer: str = "") -> None:
        super().__init__(message)
        self.field, self.message, self.offer = field, message, offer
