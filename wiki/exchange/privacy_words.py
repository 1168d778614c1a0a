"""The words by which `wiki/exchange/privacy.py` knows what asks for privacy, and what does not."""

from wiki.dates import MONTHS
from wiki.exchange.keys import VISIBILITY

# Words of other languages for what is private, secret or a draft.
ABROAD = {
    *(
        "privat",
        "privata",
        "privato",
        "privada",
        "privado",
        "privé",
        "privée",
        "prywatne",
        "личное",
    ),
    *("brouillon", "brouillons", "entwurf", "entwürfe", "borrador", "borradores", "bozza", "bozze"),
    *("rascunho", "rascunhos", "utkast", "udkast", "kladde", "szkic", "черновик", "черновики"),
    *("geheim", "vertraulich", "unveröffentlicht", "versteckt", "secreto", "secreta", "segreto"),
    *("segreta", "segredo", "oculto", "oculta", "nascosto", "riservato", "confidentiel"),
    *("confidencial", "vertrouwelijk", "verborgen", "hemlig", "hemmelig", "tajne", "секретно"),
    *("приватно", "下書き", "非公開", "秘密", "草稿", "私密", "保密", "초안", "비공개"),
}
MONTH_NAMES = {name.lower() for name in MONTHS}
HIDING = ABROAD | {
    *("private", "privately", "hidden", "hide", "invisible", "secret", "draft", "drafts"),
    *("confidential", "internal", "restricted", "unlisted", "unpublished", "unpublish", "noindex"),
    *("nonpublic", "notpublic"),
}
# Words that say so where nothing stands beside them that is about something else.
APART = {"personal", "embargo", "embargoed", "classified", "sensitive", "proprietary", "nda"}
APART |= {"withheld", "unreleased"}
SHOWING = {"public", "publish", "published", "publishing", "share", "shared", "sharing"}
SHOWING |= {"visible", "listed", VISIBILITY}
# With a key of this kind a mere yes asks for privacy.
SECRECY = {"privacy", "secrecy", "confidentiality", "discretion", "nondisclosure"}
SCOPES = {"access", "privacy", "permission", "permissions"}
# Words that may stand beside those for showing in a key that is understood, as in `dg-publish`.
IN_KEYS = {
    *("a", "at", "by", "city", "date", "datetime", "day", "dg", "first", "for", "has", "in", "is"),
    *("last", "of", "on", "original", "originally", "place", "the", "this", "time", "to", "was"),
    *("online", "web", "year"),
}
MISSPELT = ("private", VISIBILITY, "confidential", "unlisted", "unpublished")
YES = {"true", "yes", "on", "1", "y"}
NO = {"false", "no", "off", "0", "n"}
STATED_OPEN = {"public", "published", "open", "all", "everyone", "everybody", "anyone", "listed"}
OPEN = YES | STATED_OPEN
AGAINST = NO | {"not", "never", "non", "none", "nobody", "don", "dont", "without"}
# Words that stand beside these in a sentence about the page.
BESIDE = {
    *("a", "and", "always", "as", "be", "do", "eyes", "for", "is", "it", "keep", "kept", "me"),
    *("mode", "my", "myself", "note", "now", "only", "page", "please", "region", "scope", "state"),
    *("status", "still", "strictly", "t", "tags", "this", "topic", "with", "yet", "audience"),
    *("anybody", "anyone", "article", "document", "file", "must", "others", "remain", "should"),
    *("stay", "stays", "text", "to", "todo", "we", "i", "make", "these", "are", "notes"),
    *("use", "under", "until", "till", *MONTH_NAMES),
}
# Those for whom alone something is, as in `Team only`.
FEW_READERS = {"me", "myself", "eyes", "members", "staff", "team", "subscribers", "friends"}
FEW_READERS |= {"family", "colleagues"}
# Keys that close a page to people without a password, whatever their value is, except a no.
LOCKING = {"password", "passwd", "passphrase", "protected", "encrypted", "embargo", "embargoed"}
LOCKING |= {"lock", "locked"}
# Keys of programs that make sites: `permalink: false` has them write no page.
WRITING = {"permalink", "output", "outputs", "render", "sitemap", "index", "indexed", "indexing"}
WRITING |= {"live", "online"}
# Keys that say until when a page is shown, which nobody sees to here.
ENDING = {"expire", "expired", "expires", "expiry", "expiration", "until", "till"}
# Keys that say for whom a page is, and values with which it is for everybody.
READERS = {"audience", "audiences", "reader", "readers", "readership", "viewer", "viewers"}
READERS |= {"visitor", "visitors", "security", "sensitivity", "clearance", "tlp", "circulation"}
EVERYBODY = STATED_OPEN | {
    "anybody",
    "general",
    "world",
    "web",
    "internet",
    "tlp",
    "clear",
    "white",
}
EVERYBODY |= {"the", "unclassified"}
# Remarks in a name with which no page is for everybody yet, beside those on privacy.
REMARKS = ({"protected"}, {"wip"}, {"unfinished"}, {"in", "progress"})
# Words that a folder is hardly called by for any other reason.
CLOSED = ABROAD | {
    *("private", "privately", "confidential"),
    *("draft", "drafts", "unlisted", "unpublished", "nonpublic", "notpublic"),
}
SPREADING = {"publication", "circulate", "circulation", "distribute", "distribution", "release"}
SPREADING |= {"redistribute", "forward", "disclose", "repost"}
ABOUT = HIDING | APART | FEW_READERS | SHOWING | SCOPES | SECRECY | YES | AGAINST | BESIDE
ABOUT |= SPREADING
TAGS = {"tags", "tag", "filetags", "keywords", "categories", "category"}
