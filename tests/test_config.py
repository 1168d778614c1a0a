import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from wiki.config import ConfigError, Settings, read

SECRET = "0123456789abcdef"
ROOT = Path(__file__).parent.parent

Read = Callable[..., Settings]


@pytest.fixture
def settings_with(tmp_path: Path) -> Read:
    def read_with(**variables: str) -> Settings:
        return read({"WIKI_SECRET_KEY": SECRET} | variables, tmp_path)

    return read_with


def sentence(settings_with: Read, **variables: str) -> str:
    with pytest.raises(ConfigError) as refused:
        settings_with(**variables)
    return str(refused.value)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = read({}, tmp_path / "instance")
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/atlas.sqlite"
    assert settings.base_url == settings.origin == "http://127.0.0.1:8000"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.site_title == "An atlas of AI safety"
    assert settings.author_name == "The author"
    assert settings.time_zone == ZoneInfo("UTC")
    assert settings.contact == settings.contact_link("A region") == ""
    assert settings.stub_notice
    assert settings.trusted_proxies == ()


def test_a_variable_set_to_nothing_counts_as_unset(settings_with: Read) -> None:
    assert settings_with(WIKI_PORT="", WIKI_SITE_TITLE=" ", WIKI_TIME_ZONE="") == settings_with()


def test_every_variable_is_read(settings_with: Read, tmp_path: Path) -> None:
    settings = settings_with(
        WIKI_DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite",
        WIKI_BASE_URL="https://Atlas.Example.org:443/",
        WIKI_SITE_TITLE="My\n atlas",
        WIKI_AUTHOR_NAME="Ada",
        WIKI_CONTACT="mailto:ada@example.org",
        WIKI_STUB_NOTICE="Not yet.",
        WIKI_TIME_ZONE="Europe/Paris",
        WIKI_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8 fd00::/8",
        WIKI_HOST="0.0.0.0",
        WIKI_PORT="8080",
    )
    assert settings == Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path}/other.sqlite",
        secret_key=SECRET,
        base_url="https://atlas.example.org",
        site_title="My atlas",
        author_name="Ada",
        contact="ada@example.org",
        stub_notice="Not yet.",
        time_zone=ZoneInfo("Europe/Paris"),
        trusted_proxies=tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8", "fd00::/8"))),
        host="0.0.0.0",
        port=8080,
    )


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("0.0.0.0", "8000", "http://127.0.0.1:8000"),
        ("localhost", "8001", "http://127.0.0.1:8001"),
        ("::", "8000", "http://[::1]:8000"),
        ("[::1]", "80", "http://[::1]"),
        ("192.168.0.7", "80", "http://192.168.0.7"),
    ],
)
def test_the_site_is_found_where_it_is_served(
    settings_with: Read, host: str, port: str, url: str
) -> None:
    assert settings_with(WIKI_HOST=host, WIKI_PORT=port).base_url == url


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("http://example.org:80", "http://example.org"),
        ("https://example.org:8443/", "https://example.org:8443"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://[2001:DB8::0:1]:8000", "http://[2001:db8::1]:8000"),
    ],
)
def test_the_origin_is_written_as_browsers_write_it(
    settings_with: Read, typed: str, origin: str
) -> None:
    assert settings_with(WIKI_BASE_URL=typed).origin == origin


def test_the_cookie_is_bound_to_the_host_behind_https(settings_with: Read) -> None:
    assert settings_with(WIKI_BASE_URL="https://example.org").cookie_name == "__Host-atlas"
    assert settings_with(WIKI_BASE_URL="http://example.org").cookie_name == "atlas"


def test_a_mail_to_the_author_carries_the_subject(settings_with: Read) -> None:
    settings = settings_with(WIKI_CONTACT="ada+atlas@example.org")
    subject = "Coordination & Norms?"
    link = "mailto:ada%2Batlas@example.org?subject=Coordination%20%26%20Norms%3F"
    assert settings.contact_link(subject) == link


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("https://example.org/@ada", "https://example.org/@ada?subject=A%20region"),
        ("https://example.org/?to=ada", "https://example.org/?to=ada&subject=A%20region"),
        ("https://example.org/#write", "https://example.org/?subject=A%20region#write"),
    ],
)
def test_a_contact_page_is_linked_with_the_subject(
    settings_with: Read, page: str, link: str
) -> None:
    assert settings_with(WIKI_CONTACT=page).contact_link("A region") == link


WRONG = {
    "WIKI_DATABASE_URL": [
        "postgresql://ada:secret@localhost/atlas",
        "atlas.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////no/such/folder/atlas.sqlite",
        "sqlite:////usr",
        "sqlite:////usr/",
        "sqlite:///../",
        "sqlite:///../",
    ],
    "WIKI_SECRET_KEY": ["short", "with a\nline break in it"],
    "WIKI_BASE_URL": [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/atlas",
        "https://example.org?a=b",
        "https://ada@example.org",
        "https://exa mple.org",
        "https://example.org:port",
        "https://example.org:0",
        "https://[::1",
        "https://-.org",
    ],
    "WIKI_SITE_TITLE": ["\udcff", "a\x00b"],
    "WIKI_AUTHOR_NAME": ["\udcff"],
    "WIKI_STUB_NOTICE": ["\x1b[31m"],
    "WIKI_CONTACT": [
        "ada",
        "ada@localhost@example.org",
        "javascript:alert(1)",
        "https://",
        "a b@c.d",
    ],
    "WIKI_TIME_ZONE": ["Mars/Olympus", "/etc/passwd", "../UTC", "Europe", "\udcff"],
    "WIKI_TRUSTED_PROXIES": ["all", "10.0.0.0/33", "127.0.0.1;10.0.0.1"],
    "WIKI_HOST": ["example.org", "127.0.0.1:8000", "256.0.0.1"],
    "WIKI_PORT": ["http", "0", "65536", "-1", "8000.0", "٨٠٠٠"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_one_sentence_with_its_variable_and_an_example(
    settings_with: Read, name: str, value: str
) -> None:
    said = sentence(settings_with, **{name: value})
    assert said.startswith(name)
    assert said.endswith(".")
    assert ". " not in said
    assert "such as" in said
    assert said.isprintable()
    assert "secret@" not in said


def test_a_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = read({}, tmp_path), read({}, tmp_path)
    kept = tmp_path / "secret-key"
    assert first.secret_key == second.secret_key == kept.read_text().strip()
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert first.secret_key not in repr(first)


def test_workers_that_start_together_share_one_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = {s.secret_key for s in pool.map(lambda _: read({}, tmp_path), range(64))}
    assert len(keys) == 1


def test_a_kept_secret_key_that_was_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(ConfigError, match=r"^WIKI_SECRET_KEY, kept in .*secret-key"):
        read({}, tmp_path)
    (tmp_path / "secret-key").write_bytes(b"\xff" * 20)
    with pytest.raises(ConfigError, match=r"^WIKI_SECRET_KEY is not set and none can be kept"):
        read({}, tmp_path)


def test_an_instance_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"cannot be made: Not a directory\.$"):
        read({}, tmp_path / "file" / "instance")


def test_a_wrong_value_ends_the_program_without_a_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "routes"],
        cwd=ROOT,
        env=os.environ | {"WIKI_PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        "WIKI_PORT has to be a number from 1 to 65535, and eighty is not: write one such as 8000.\n"
    )
