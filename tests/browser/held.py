"""Requests that a test keeps on their way, as over a slow network."""

from playwright.sync_api import Page, Route

TURNS, TURN = 100, 50  # how often a request is looked for, and milliseconds between


class Held:
    """Requests to some addresses, each kept until it is let go."""

    def __init__(self, page: Page, *addresses: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        for address in addresses:
            page.route(address, lambda route: self._routes.append(route))
        page.wait_for_timeout(TURN)  # what is sent at once may still go past a new route

    @property
    def count(self) -> int:
        """Return how many requests were sent so far."""
        return len(self._routes)

    def only(self) -> Route:
        """Return the one request that is sent, after waiting for it."""
        for _ in range(TURNS):
            if self._routes:
                break
            self._page.wait_for_timeout(TURN)
        assert self.count == 1, [route.request.url for route in self._routes]
        return self._routes[0]
