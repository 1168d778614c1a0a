"""Naming a browser in words, such as “Firefox on Linux”, from the User-Agent header."""

from flask import request

# The first that is found counts: most browsers also name those that they are compatible with.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chromium/": "Chromium",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def asking_browser() -> str:
    """Return the browser of this request, such as `Firefox on Linux`; "" if it is not known."""
    return name_browser(request.user_agent.string)


def name_browser(user_agent: str) -> str:
    """Return a browser and its system in words, or only one of them; "" if neither is known."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return " on ".join(filter(None, (browser, system)))
