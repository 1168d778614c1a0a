"""No word of a front matter or an entry is lost because YAML or Markdown reads it as a mark."""

from datetime import date

import pytest

from wiki.exchange.document import PageDocument, parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.notes.note import read_note

TODAY = date(2026, 11, 20)


def page(head: str, body: str = "- Alpha ~20%", name: str = "f.md") -> PageDocument:
    source = f"---\n{head}\n---\n\n## Current beliefs\n\n{body}\n"
    return parse_document(source, today=TODAY, name=name)


def refused(head: str, body: str = "- Alpha ~20%") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        page(head, body)
    return caught.value


TAGGED = ["title: !Kung society", "title: !x", "title: !<x> y", "summary: !!str x", "mood: !x y"]
TAGGED += ["title: A\narea: !Governance x", "title: A\nstatus: !Forming", "mood: [!x y]"]
TAGGED += ["title: A\nvisibility: !x private", "title: ! x"]


@pytest.mark.parametrize("head", TAGGED)
def test_a_tag_of_yaml_is_refused_with_its_line(head: str) -> None:
    error = refused(head)
    assert (error.line, "tag" in error.reason) == (2 + head.count("\n"), True)


@pytest.mark.parametrize("head", TAGGED)
def test_a_note_with_a_tag_of_yaml_is_refused_too(head: str) -> None:
    with pytest.raises(DocumentError, match="tag"):
        read_note("a.md", f"---\n{head}\n---\nWords\n".encode(), today=TODAY)


def test_an_exported_page_keeps_a_tag_under_an_unknown_key_but_no_known_one() -> None:
    head = "title: A\natlas: abc\nvisibility: public\nmood: !x y"
    assert page(head).front_matter == {"mood": "mood: !x y"}
    assert refused("title: !Kung society\natlas: abc").line == 2


@pytest.mark.parametrize("nothing", ["", " ~", " null", " |", " >", " ''"])
def test_a_title_that_says_nothing_is_refused(nothing: str) -> None:
    error = refused(f"slug: a\ntitle:{nothing}\nvisibility: private")
    assert (error.line, "title says nothing" in error.reason) == (3, True)


def test_a_slug_comes_before_the_name_of_the_file() -> None:
    assert page("slug: my-region", name="Public region.md").title == "My region"
    assert page("status: Forming", name="Public region.md").title == "Public region"


CUT = ["title: Rank # 1 concern", "title: A\nsummary: Why C # is not C", "title: A\narea: B # c"]
CUT += [
    "title: A\nsummary: Why C\n  is # not C",
    "title: # 1 concern",
    "title: A\nsummary: # words",
]
CUT += ["title: A\narea: \t# 1", "title: A\nsummary: #words", "title: A\nshort_title: #1"]


@pytest.mark.parametrize("head", CUT)
def test_words_that_would_be_lost_as_a_comment_are_refused(head: str) -> None:
    error = refused(head)
    assert (error.line, "quotes" in error.reason) == (2 + head.count("\n"), True)
    with pytest.raises(DocumentError, match="quotes"):
        read_note("a.md", f"---\n{head}\n---\nWords\n".encode(), today=TODAY)


def test_words_below_a_comment_are_refused_with_the_line_of_the_comment() -> None:
    assert refused("title: A\nsummary: # words\n  and more").line == 3
    assert refused("title: A\nsummary:\n  # words\n  and more").line == 4


@pytest.mark.parametrize(
    "head", ["aliases:\n- A # b", "aliases:\n- # b", "description: # words", "Aliases: #b"]
)
def test_words_that_a_note_would_lose_as_a_comment_are_refused(head: str) -> None:
    with pytest.raises(DocumentError, match=r"begins with #|follows “ #”"):
        read_note("a.md", f"---\n{head}\n---\nWords\n".encode(), today=TODAY)


@pytest.mark.parametrize("head", ["tags: #private", "status: # geparkt", "tags:\n- law # wip"])
def test_what_may_hide_a_note_does_so_as_a_comment_too(head: str) -> None:
    note = read_note("a.md", f"---\n{head}\n---\nWords\n".encode(), today=TODAY)
    assert note.hidden_reason


def test_a_tag_of_a_page_that_may_hide_it_is_refused_as_a_comment_too() -> None:
    assert refused("title: A\ntags: #wip").line == 3
    assert page("title: A\ntags: #law").front_matter == {"tags": "tags: #law"}


def test_a_comment_may_follow_a_choice_a_quoted_text_or_stand_alone() -> None:
    head = '# about it\ntitle: "A # b"  # named so\nvisibility: private  # for now'
    found = page(f"{head}\nstatus: Forming # yet\nslug: c#d".replace("c#d", "cd # short"))
    assert (found.title, found.visibility, found.status) == ("A # b", "private", "Forming")
    assert page("title: C# and F#").title == "C# and F#"


@pytest.mark.parametrize("mark", ["~~70%", "\u2248~70%", "~\uff5e70%"])
def test_two_tildes_before_a_credence_are_refused(mark: str) -> None:
    assert refused("title: A", f"- Alpha {mark} — so").line == 7


def test_a_tilde_with_a_backslash_stays_with_the_words() -> None:
    (found,) = page("title: A", "- Alpha \\~ ~70%").entries("beliefs")
    assert found.values["claim"] == "Alpha ~"
