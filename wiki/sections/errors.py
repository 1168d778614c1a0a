"""What a form cannot know by itself: a field whose value does not fit the atlas."""


class Invalid(Exception):
    """A field says something that cannot be kept.

    `offer` is the title of a region that could be made, where that would help.
    """

    def __init__(self, field: str, message: str, offer: str = "") -> None:
        super().__init__(message)
        self.field, self.message, self.offer = field, message, offer
