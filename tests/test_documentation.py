"""What the documents say is so: settings, commands, files, licences, checksums."""

import inspect
import re
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import click
from flask import Flask
from jinja2 import nodes

from tests import operating
from wiki import config, installation
from wiki.cli.server import HEADER_SECONDS, WORKERS
from wiki.db import CONNECTIONS
from wiki.media.encoding import MOST_MEMORY, MOST_SECONDS
from wiki.site.values import FIELDS
from wiki.views.bodies import LARGEST_REQUEST, MEBIBYTE, MOST_READ, OF_PICTURES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
PAGES = [*(ROOT / name for name in AT_THE_TOP), *sorted((ROOT / "docs").glob("*.md"))]
VENDORED = [ROOT / "static" / "vendor", ROOT / "static" / "fonts"]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the rows of all Markdown tables."""
    lines = (line.strip() for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
SETTINGS = {row[0].strip("`"): row[2] for row in rows(README) if row[0].startswith("`WIKI_")}
COMMANDS = [row[0] for row in rows(README) if row[0].startswith("`") and "WIKI_" not in row[0]]


def test_the_readme_lists_the_variables_that_are_read() -> None:
    sources = inspect.getsource(config) + inspect.getsource(installation)
    assert set(SETTINGS) == {*config.VARIABLES, "WIKI_DATA"}
    assert set(re.findall(r'"(WIKI_[A-Z_]+)"', sources)) <= set(SETTINGS)
    others = (ROOT / "wiki").rglob("*.py")
    named = {name for file in others for name in re.findall(r"WIKI_[A-Z_]+", file.read_text())}
    assert named - {"WIKI_"} <= set(SETTINGS)


def test_the_readme_states_the_defaults(tmp_path: Path) -> None:
    settings = config.read({}, tmp_path)
    for name, said in SETTINGS.items():
        key = name.removeprefix("WIKI_").lower()
        value = FIELDS[key].default if key in FIELDS else getattr(settings, key, "")
        match name:
            case "WIKI_DATA":
                assert said == "`instance/` in a checkout, else the user's data folder"
                assert installation.data_folder({}) == ROOT / "instance"
            case "WIKI_DATABASE_URL":
                assert said == "`sqlite:///` and `atlas.sqlite` in `instance/`"
                assert value == f"sqlite:///{tmp_path}/atlas.sqlite"
            case "WIKI_SECRET_KEY":
                assert said == "made once and kept in `instance/secret-key`"
                assert value == (tmp_path / "secret-key").read_text().strip()
            case "WIKI_BASE_URL":
                assert said.startswith(f"`{value}`")
            case "WIKI_DEMO":
                assert (said, value) == ("1", True)
            case "WIKI_STUB_NOTICE":
                assert said == "two sentences"
                assert len(re.findall(r"[.!?](?= |$)", value)) == 2
            case _:
                assert said == (str(value) if value else "none"), name


def test_the_example_of_a_settings_file_has_every_line_there_can_be(tmp_path: Path) -> None:
    operate = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    example = operate.partition("```toml\n")[2].partition("```")[0]
    assert {f"WIKI_{name.upper()}" for name in tomllib.loads(example)} == set(config.VARIABLES)
    (tmp_path / "settings.toml").write_text(example, encoding="utf-8")
    assert set(config.read({}, tmp_path).site_settings) == set(FIELDS)


def test_the_readme_mentions_no_variable_that_is_not_read() -> None:
    for page in PAGES:
        named = set(re.findall(r"WIKI_[A-Z_]+", page.read_text(encoding="utf-8")))
        assert named <= set(SETTINGS), page


def test_the_readme_lists_the_commands_there_are(app: Flask) -> None:
    listed = {re.sub("`", "", cell).split()[0] for cell in COMMANDS}
    own = {name for name, command in app.cli.commands.items() if is_ours(command)}
    assert listed == own | {"db"}
    assert isinstance(app.cli.commands["db"], click.Group)
    assert "upgrade" in app.cli.commands["db"].commands


def is_ours(command: click.Command) -> bool:
    callback = inspect.unwrap(command.callback) if command.callback else None
    return getattr(callback, "__module__", "").startswith("wiki.")


def test_every_command_of_the_documents_exists(app: Flask) -> None:
    known = set(app.cli.commands) | {"--app", "command"}
    for page in PAGES:
        for name in re.findall(r"\bflask(?: --app app)? ([a-zA-Z-]+)", page.read_text()):
            assert name.lower() in known, (page, name)


def test_every_command_answers_help_with_an_example(app: Flask) -> None:
    for name, command in app.cli.commands.items():
        if is_ours(command):
            answer = app.test_cli_runner().invoke(args=[name, "--help"])
            assert answer.exit_code == 0
            assert f"flask {name}" in answer.output.partition("Usage:")[2].partition("\n")[2]


def test_each_vendored_file_is_the_one_it_is_said_to_be() -> None:
    for folder in VENDORED:
        listed = [row for row in rows((folder / "README.md").read_text()) if "." in row[0]]
        files = {path.name for path in folder.iterdir()} - {"README.md"}
        assert files == {row[0] for row in listed}
        for name, version, licence, source, checksum in listed:
            assert version in name
            assert licence
            assert "https://" in source
            assert sha256((folder / name).read_bytes()).hexdigest() == checksum


def test_every_template_that_a_template_names_exists(app: Flask) -> None:
    env = app.jinja_env
    for name in env.list_templates():
        source = (ROOT / "templates" / name).read_text(encoding="utf-8")
        for node in env.parse(source).find_all(NAMING):
            named = getattr(node, "template", None)
            if isinstance(named, nodes.Const):
                env.get_template(named.value)


def test_every_template_that_a_view_names_exists(app: Flask) -> None:
    named = set()
    for file in (ROOT / "wiki").rglob("*.py"):
        named |= set(re.findall(r'"([a-z_]+/[a-z_/]+\.(?:html|svg|xml))"', file.read_text()))
    assert len(named) > 15
    for name in named:
        app.jinja_env.get_template(name)


def test_every_static_file_that_a_template_names_exists(app: Flask) -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        for name in re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", file.read_text(encoding="utf-8")):
            assert app.test_client().get(f"/static/{name}").status_code == 200, (file, name)


def test_contributing_and_the_architecture_name_files_that_are_there() -> None:
    for text, least in ((CONTRIBUTING, 2), (ARCHITECTURE, 30)):
        named = re.findall(r"((?:wiki|templates|tests|static)/[\w<>./-]*)", text)
        assert len(named) >= least
        for name in named:
            for kind in ("belief", "trigger"):
                assert (ROOT / name.rstrip(".").replace("<kind>", kind)).exists(), name


def test_the_architecture_names_functions_that_are_in_the_files_it_names() -> None:
    source = "\n".join(file.read_text() for file in (ROOT / "wiki").rglob("*.py"))
    for name in re.findall(r"`([A-Za-z_.]+)\(\)`", ARCHITECTURE):
        if not name.startswith("db.session"):
            assert f"def {name.rpartition('.')[2]}(" in source, name


def test_the_architecture_lists_the_packages_in_the_order_in_which_imports_run() -> None:
    (contract,) = (
        one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["id"] == "layers"
    )
    layers = [sorted(re.findall(r"\w+", layer)) for layer in contract["layers"]]
    table = ARCHITECTURE.partition("## Packages")[2].partition("\n## ")[0]
    listed = [sorted(re.findall(r"`(\w+)`", row[0])) for row in rows(table)[2:]]
    assert listed == layers
    (outside,) = contract["exhaustive_ignores"]
    assert f"`{outside}`" in ARCHITECTURE.partition("## Packages")[2].partition("\n## ")[0]


def test_the_architecture_names_every_module_about_visibility_and_every_package() -> None:
    rules = {path.name for path in (ROOT / "wiki" / "visibility").glob("*.py")} - {"__init__.py"}
    line = next(line for line in ARCHITECTURE.splitlines() if "`wiki/visibility/`:" in line)
    assert set(re.findall(r"`(\w+\.py)`", line)) == rules
    packages = {path.name for path in (ROOT / "wiki").iterdir() if path.is_dir()} - {"__pycache__"}
    table = ARCHITECTURE.partition("## Packages")[2].partition("\n## ")[0]
    assert packages <= set(re.findall(r"`(\w+)`", table))


def test_contributing_says_what_the_program_runs_that_every_change_has_to_pass() -> None:
    runs = re.findall(r"make --no-print-directory (\w+(?: \w+=)?)", (ROOT / ".ci/run").read_text())
    said = CONTRIBUTING.partition("`.ci/run`")[2].partition(".\n")[0]
    assert re.findall(r"`make ([^`]+)`", said) == runs


def test_the_newest_release_of_the_changelog_is_the_version_of_the_project() -> None:
    released = re.findall(r"^## \[([0-9.]+)\] - (.+)$", CHANGELOG, flags=re.MULTILINE)
    assert released[0][0] == PROJECT["project"]["version"]
    days = [date.fromisoformat(day) for _, day in released]
    assert days == sorted(days, reverse=True)
    assert re.search(r"^## \[Unreleased\]$", CHANGELOG, flags=re.MULTILINE)


def test_the_changelog_holds_lists_under_the_headings_of_keep_a_changelog() -> None:
    headings = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    for release in re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:]:
        for part in re.split(r"^### ", release, flags=re.MULTILINE)[1:]:
            heading, *lines = part.strip().splitlines()
            assert heading in headings
            assert all(re.match(r"- |  \S", line) for line in lines if line), heading


def test_links_between_the_documents_lead_to_files() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page, target)


def test_the_document_on_operating_states_the_limits_of_the_server() -> None:
    text = " ".join((ROOT / "docs" / "operate.md").read_text(encoding="utf-8").split())
    waiting = CONNECTIONS // 2
    assert f"at most {waiting} of the {CONNECTIONS} threads of each of the two workers" in text
    assert f"Whoever holds {WORKERS * waiting} half-sent forms" in text
    assert f"has not sent its headers after {HEADER_SECONDS} seconds" in text
    assert f"one over {LARGEST_REQUEST // MEBIBYTE} MB (413)" in text
    assert f"up to {MOST_READ // MEBIBYTE} MB are read" in text
    assert f"An upload of a picture may have {OF_PICTURES.largest // MEBIBYTE} MB" in text
    assert f"up to {OF_PICTURES.most_read // MEBIBYTE} MB of one are read" in text
    assert f"at most {MOST_SECONDS} seconds of processor time" in text
    assert f"{MOST_MEMORY // 2**30} GB of memory" in text


def test_every_block_of_commands_of_the_document_on_operating_is_run_or_marked() -> None:
    text = operating.DOCUMENT.read_text(encoding="utf-8")
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert {language for language, _ in fences} == {"sh", "toml", "yaml", "text"}
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"^(?: {4}|\t)", prose, flags=re.MULTILINE), "an indented block"
    lines = [line for block in operating.blocks() for line in block.splitlines()]
    run = set(operating.script(with_litestream=True).splitlines())
    assert not [line for line in lines if operating.NOT_TESTED not in line and line not in run]
    programs = {"flask", "docker", *(line.split()[0] for line in lines if re.match(r"[a-z]", line))}
    shown = [line for language, block in fences if language == "text" for line in block.split("\n")]
    assert not [line for line in shown if line.split(" ")[0] in programs]


def test_the_licence_is_mit() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith("MIT License\n")
    for words in ("Permission is hereby granted, free of charge", "WITHOUT WARRANTY OF ANY KIND"):
        assert words in licence
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text()
    assert "MIT" in README


def test_the_targets_of_the_documents_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for page in PAGES:
        for name in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), flags=re.MULTILINE):
            assert name in targets, (page, name)


def test_every_promise_of_the_document_on_security_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    promises = [row for row in rows(text) if not set(row[0]) <= set("-")]
    named = [row[1].strip("`").split("::") for row in promises if row[1] != "test"]
    assert len(named) > 40
    assert all(len(row) == 2 for row in promises)
    for file, test in named:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", source, re.MULTILINE), (file, test)
