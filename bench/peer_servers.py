"""Other wikis, and web servers, with the same pages as an atlas: each is set up and started.

Every function that starts one returns programs that listen, or raises Missing where something is
not installed. `texts` are the Markdown texts of pages by name.
"""

import getpass
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.load import Program, free_port

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
NGINX = """
user {user};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 2;
events {{ worker_connections 512; }}
http {{
  {temporary}
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  default_type text/html;
  open_file_cache max=1000;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    {more}
  }}
}}
"""
PHP_THROUGH = r"""
    location ~ \.php$ {{
      fastcgi_pass unix:{folder}/php.sock;
      fastcgi_keep_conn on;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param DOCUMENT_ROOT $document_root;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param SERVER_NAME 127.0.0.1;
      fastcgi_param SERVER_PORT $server_port;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_param REMOTE_ADDR 127.0.0.1;
    }}
"""
PHP = """
[global]
error_log = {folder}/php.log
[wiki]
user = {user}
listen = {folder}/php.sock
listen.mode = 0666
pm = static
pm.max_children = 8
php_admin_value[auto_prepend_file] = {folder}/where.php
php_admin_value[session.save_path] = {folder}/sessions
php_admin_value[error_reporting] = 0
"""
DOKUWIKI, DOKUWIKI_SETTINGS = Path("/usr/share/dokuwiki"), Path("/etc/dokuwiki")
OF_DOKUWIKI = "pages attic meta media media_attic media_meta index cache locks tmp log"
OTTER = """
REPOSITORY = "{folder}/pages"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/otter.sqlite"
SECRET_KEY = "a key of a benchmark"
LOG_LEVEL = "ERROR"
"""


class Missing(Exception):
    """Something is not installed; the text says what."""


def nginx(folder: Path, root: Path, more: str = "") -> Program:
    """Start nginx over the files in `root`; `more` is added to the server in its configuration."""
    program, port = find("nginx"), free_port()
    folder.mkdir(exist_ok=True)
    names = (f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    text = NGINX.format(
        folder=folder,
        root=root,
        port=port,
        more=more,
        temporary=" ".join(names),
        user=getpass.getuser(),
    )
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    command = [program, "-e", f"{folder}/nginx.log", "-c", str(file), "-g", "daemon off;"]
    return Program(command, port, {}, quiet=True)


def dokuwiki(folder: Path, texts: Mapping[str, str]) -> list[Program]:
    """Start DokuWiki as Debian ships it, under PHP-FPM behind nginx."""
    names = [f"php-fpm{version}" for version in ("8.4", "8.3", "8.2")]
    php = next((name for name in names if shutil.which(name, path=PATH)), "")
    if not DOKUWIKI.exists() or not php:
        raise Missing("DokuWiki with PHP-FPM (Debian: dokuwiki php-fpm)")
    data, settings = folder / "data", folder / "settings"
    for name in (*OF_DOKUWIKI.split(), "../sessions"):
        (data / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(DOKUWIKI_SETTINGS, settings)
    local = f"<?php $conf['savedir'] = '{data}'; $conf['useacl'] = 0;\n"
    (settings / "local.php").write_text(local, encoding="utf-8")
    where = f"<?php define('DOKU_MAIN_CONF', '{settings}/'); define('DOKU_CONF', '{settings}/');\n"
    (folder / "where.php").write_text(where, encoding="utf-8")
    for name, text in texts.items():
        (data / "pages" / f"{name}.txt").write_text(as_dokuwiki(text), encoding="utf-8")
    file, socket = folder / "php.conf", folder / "php.sock"
    file.write_text(PHP.format(folder=folder, user=getpass.getuser()), encoding="utf-8")
    command = [find(php), "-F", "-R", "-y", str(file)]
    fpm = Program(command, 0, {}, quiet=True, socket=socket)
    try:
        return [nginx(folder, DOKUWIKI, PHP_THROUGH.format(folder=folder)), fpm]
    except BaseException:
        fpm.stop()
        raise


def as_dokuwiki(text: str) -> str:
    """Return a Markdown page document in DokuWiki's markup: its headings and lists."""
    lines = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip("#"))
        if 0 < depth < 6:
            marks = "=" * (7 - depth)
            lines.append(f"{marks} {line[depth:].strip()} {marks}")
        else:
            lines.append(f"  * {line[2:]}" if line.startswith("- ") else line)
    return "\n".join(lines)


def otter_wiki(folder: Path, texts: Mapping[str, str], installed: Path) -> list[Program]:
    """Start Otter Wiki over a repository of the pages, served by granian as the atlas is."""
    program = installed / "otterwiki" / "bin" / "granian"
    if not program.exists():
        raise Missing("Otter Wiki")
    pages, settings, port = folder / "pages", folder / "settings.cfg", free_port()
    pages.mkdir(parents=True)
    for name, text in texts.items():
        (pages / f"{name}.md").write_text(text, encoding="utf-8")
    git = ["git", "-C", str(pages), "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "All pages"]):
        subprocess.run([*git, *words], check=True)
    settings.write_text(OTTER.format(folder=folder), encoding="utf-8")
    command = [str(program), "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    # Its answers are errors where two threads read the repository at a time.
    command += ["--blocking-threads", "1", "--no-access-log", "otterwiki.server:app"]
    return [Program(command, port, {"OTTERWIKI_SETTINGS": str(settings)}, quiet=True)]


def datasette(folder: Path, texts: Mapping[str, str], installed: Path) -> list[Program]:
    """Start Datasette over a database with a table of the pages."""
    program, port, file = installed / "datasette" / "bin" / "datasette", free_port(), "pages.db"
    if not program.exists():
        raise Missing("Datasette")
    folder.mkdir()
    with sqlite3.connect(folder / file) as connection:
        connection.execute("create table pages (name text primary key, text text)")
        connection.executemany("insert into pages values (?, ?)", texts.items())
    connection.close()
    command = [str(program), "serve", str(folder / file), "--port", str(port)]
    return [Program(command, port, {}, quiet=True)]


def install(folder: Path) -> None:
    """Install all peers and wrk: those of Debian as root, the others below the folder."""
    packages = ["nginx-light", "wrk", "php-fpm", "php-xml", "dokuwiki"]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env={"DEBIAN_FRONTEND": "noninteractive", "PATH": PATH})
    for name, others in (("otterwiki", ["granian"]), ("datasette", [])):
        target = folder / name
        subprocess.run([sys.executable, "-m", "venv", str(target)], check=True)
        pip = [str(target / "bin" / "pip"), "install", "--quiet", "--no-input"]
        subprocess.run([*pip, name, *others], check=False)


def find(program: str) -> str:
    """Return the path of a program. Raises Missing where it is not installed."""
    found = shutil.which(program, path=PATH)
    if not found:
        raise Missing(program)
    return found
