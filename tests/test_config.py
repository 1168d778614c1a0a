import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest

from wiki.config import Settings, read
from wiki.config.variables import ConfigError
from wiki.site import OperatorSetting

SECRET = "0123456789abcdef"
ROOT = Path(__file__).parent.parent

Read = Callable[..., Settings]
# What is typed for each of the site's own settings, and what is kept of it.
OF_THE_SITE = {
    "site_title": ("My\n atlas", "My atlas"),
    "site_summary": ("What I think of it.", "What I think of it."),
    "author_name": ("Ada", "Ada"),
    "contact": ("mailto:ada@example.org", "ada@example.org"),
    "links": (
        "https://a.example/@ada https://b.example",
        "https://a.example/@ada\nhttps://b.example",
    ),
    "orcid": ("https://orcid.org/000000021694233x", "0000-0002-1694-233X"),
    "licence": ("CC BY 4.0", "CC BY 4.0"),
    "stub_notice": ("Not yet.", "Not yet."),
    "time_zone": ("europe/paris", "Europe/Paris"),
    "language": ("pt-BR", "pt-BR"),
    "accent": ("teal", "teal"),
    "crawlers": ("refused", "refused"),
}


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
    assert settings.site_settings == {}
    assert settings.trusted_proxies == ()


def test_a_variable_set_to_nothing_counts_as_unset(settings_with: Read) -> None:
    assert settings_with(WIKI_PORT="", WIKI_SITE_TITLE=" ", WIKI_TIME_ZONE="") == settings_with()


def test_every_variable_is_read(settings_with: Read, tmp_path: Path) -> None:
    settings = settings_with(
        WIKI_DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite",
        WIKI_BASE_URL="https://Atlas.Example.org:443/",
        **{f"WIKI_{name.upper()}": typed for name, (typed, _kept) in OF_THE_SITE.items()},
        WIKI_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8 fd00::/8",
        WIKI_HOST="0.0.0.0",
        WIKI_PORT="8080",
        WIKI_PAGE_CACHE="0",
        WIKI_LOG="json",
        WIKI_METRICS_PORT="9110",
    )
    assert settings == Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path}/other.sqlite",
        secret_key=SECRET,
        base_url="https://atlas.example.org",
        site_settings={
            name: OperatorSetting(kept, f"WIKI_{name.upper()}")
            for name, (_typed, kept) in OF_THE_SITE.items()
        },
        trusted_proxies=tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8", "fd00::/8"))),
        host="0.0.0.0",
        port=8080,
        page_cache=0,
        log="json",
        metrics_port=9110,
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
        ("https://STRAẞE\u3002example", "https://xn--strae-oqa.example"),
        ("https://ὀδυσσεύς.example", "https://xn--pxac3bcak3d8526a.example"),
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


@pytest.mark.parametrize(
    ("url", "session", "device"),
    [
        ("", "atlas", "atlas-device"),
        ("http://127.0.0.1:8000", "atlas", "atlas-device"),
        ("http://127.0.0.1:8001", "atlas-8001", "atlas-device-8001"),
        ("http://[::1]:8001", "atlas-8001", "atlas-device-8001"),
        ("https://example.org:443", "__Host-atlas", "__Secure-atlas-device"),
        ("https://example.org:8443", "__Host-atlas-8443", "__Secure-atlas-device-8443"),
    ],
)
def test_cookies_of_two_atlases_at_two_ports_of_a_host_have_two_names(
    settings_with: Read, url: str, session: str, device: str
) -> None:
    made = settings_with(WIKI_BASE_URL=url)
    assert (made.cookie_name, made.device_cookie_name) == (session, device)


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
    "WIKI_LINKS": ["https://a.example ada", "javascript:alert(1)", "https://"],
    "WIKI_ORCID": ["0000-0002-1825-0098", "0000-0002-1694-2330", "https://orcid.org/", "Ada"],
    "WIKI_LANGUAGE": ["English, please", "e", "de_DE"],
    "WIKI_ACCENT": ["pink", "#fff", "Rust"],
    "WIKI_CRAWLERS": ["yes", "no"],
    "WIKI_TRUSTED_PROXIES": ["all", "10.0.0.0/33", "127.0.0.1;10.0.0.1"],
    "WIKI_HOST": ["example.org", "127.0.0.1:8000", "256.0.0.1"],
    "WIKI_PORT": ["http", "0", "65536", "-1", "8000.0", "٨٠٠٠"],
    "WIKI_LOG": ["yes", "JSON"],
    "WIKI_METRICS_PORT": ["127.0.0.1:9110", "65536", "8000"],
    "WIKI_PAGE_CACHE": ["-1", "64 MB", "1e3", "٦٤"],
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


def test_a_line_of_the_file_counts_where_no_variable_is_set(tmp_path: Path) -> None:
    lines = [
        'site_title = "From the file"',
        'author_name = "Ada"',
        'links = ["https://a.example", "https://b.example"]',
        'trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]',
        "port = 8080",
    ]
    (tmp_path / "settings.toml").write_text("\n".join(lines), encoding="utf-8")
    settings = read({"WIKI_AUTHOR_NAME": "Grace", "WIKI_SITE_TITLE": " "}, tmp_path)
    assert settings.site_settings == {
        "site_title": OperatorSetting("From the file", "site_title in settings.toml"),
        "author_name": OperatorSetting("Grace", "WIKI_AUTHOR_NAME"),
        "links": OperatorSetting("https://a.example\nhttps://b.example", "links in settings.toml"),
    }
    assert settings.port == 8080
    assert settings.trusted_proxies == tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"site_title = ", "settings.toml is not TOML: "),
        (b'colour = "pink"', "settings.toml: colour is no setting. There are accent, "),
        (b'data = "/srv"', "settings.toml: data is no setting. "),
        (b"[site_title]\nen = 1", "settings.toml: site_title has to be text, "),
        (b"links = [1, 2]", "settings.toml: links has to be text, "),
        (b"crawlers = true", "settings.toml: crawlers has to be text, "),
        (b"page_cache = 1e9", "page_cache has to be text, a whole number such as 20, or a list"),
        (b"port = 8000.5", "port has to be text, a whole number such as 20, or a list of texts."),
        (b"\xff\xfe", "settings.toml is not UTF-8 text: "),
        (b'accent = "pink"', "accent in settings.toml has to be one of rust, "),
        (b"port = 99999", "port in settings.toml has to be a number from 1 to 65535"),
        (b'time_zone = "Mars"', "time_zone in settings.toml has to be the name of a time zone"),
        (b'time_zone = "localtime"', "time_zone in settings.toml has to be the name of a time "),
    ],
)
def test_a_wrong_file_is_one_sentence_with_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(ConfigError) as refused:
        read({}, tmp_path)
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(
        ConfigError, match=r"settings\.toml cannot be read: it is a folder and no file\.$"
    ):
        read({}, tmp_path)
