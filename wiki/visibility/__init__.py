"""Who reads, and the only rules of what a reader may see: for rows, and as conditions in SQL.

A visitor sees a topic that is public and not deleted; an item of a topic with it; a reading or an
essay with one of its topics or, without any, if it says something; a relation if both its ends are
public; the site's settings and its page “About”. Of the journal a visitor reads what could be seen
when it was written and may be seen now.

A draft is never seen: neither the reading or essay, nor its revisions from the time when it was a
draft, nor, while it is one now, any of its revisions. The same holds for a work on the reading
list, except in that list.

An item that is deleted now is hidden with all its past, and seen again once it is restored.

An item that was moved to another topic has no past from a topic that visitors may not see now, and
is hidden with all its past if it was moved to such a topic.

The past of a topic that was merged into another one can be read as long as that one is seen. So can
that of an area, unless visitors did not see it when it was merged.

A quote from a work is seen where it was made public, and in the past where it still is.

A placeholder is seen on its topic's page and nowhere else. That an empty item was added, whose text
is still a draft, is shown to no visitor.
"""

from wiki.visibility.conditions import (
    is_on_list,
    is_past_readable,
    is_public_now,
    is_published_now,
    is_slot,
    readable_area_ids,
    readable_topic_ids,
    sees_area,
    sees_topic,
    unreadable_topic_ids,
    visible_topics,
)
from wiki.visibility.drafts import is_draft_state, was_draft
from wiki.visibility.hidden_edits import is_hidden_edit
from wiki.visibility.hidden_homes import is_in_hidden_topics
from wiki.visibility.opened import was_readable_before
from wiki.visibility.past import (
    homes_in,
    is_open,
    is_open_then_and_now,
    is_readable,
    is_readable_area,
    knows_of,
    may_read,
    may_read_words,
    partly_hidden_ids,
    sees_edit,
    still_knows_of,
    was_in_hidden_topics,
    was_in_readable_topics,
    was_open,
    was_shown,
)
from wiki.visibility.quotes import (
    keep_private,
    shown_as_now,
    visible_past_quotes,
    visible_quotes,
)
from wiki.visibility.reader import AUTHOR, VISITOR, Reader, once_per_reader
from wiki.visibility.relocated import (
    find_moved_to_hidden,
    is_relocation,
    moved_from,
    was_known,
    was_moved_from_hidden,
)
from wiki.visibility.rows import (
    is_empty_draft,
    is_empty_slot,
    is_hidden_by_topics,
    is_open_among,
    is_public,
    is_shown_on_list,
    is_undeleted,
    is_visible_to_visitors,
    may_see_elsewhere,
    may_see_on_page,
    visible_tags,
)
from wiki.visibility.topic_visibility import (
    is_former_name_known,
    is_public_in,
    is_public_state,
    is_set_public,
    is_set_public_in_sql,
    visibility_in,
    would_open,
)
from wiki.visibility.withdrawal import alters_what_is_seen
from wiki.visibility.withheld import (
    draft_ids,
    is_deleted,
    is_of_withheld,
    is_removed,
    is_withheld,
    removed_ids,
    was_deleted_in_public,
    was_public_topic,
    withheld_ids,
)

__all__ = [
    "AUTHOR",
    "VISITOR",
    "Reader",
    "alters_what_is_seen",
    "draft_ids",
    "find_moved_to_hidden",
    "homes_in",
    "is_deleted",
    "is_draft_state",
    "is_empty_draft",
    "is_empty_slot",
    "is_former_name_known",
    "is_hidden_by_topics",
    "is_hidden_edit",
    "is_in_hidden_topics",
    "is_of_withheld",
    "is_on_list",
    "is_open",
    "is_open_among",
    "is_open_then_and_now",
    "is_past_readable",
    "is_public",
    "is_public_in",
    "is_public_now",
    "is_public_state",
    "is_published_now",
    "is_readable",
    "is_readable_area",
    "is_relocation",
    "is_removed",
    "is_set_public",
    "is_set_public_in_sql",
    "is_shown_on_list",
    "is_slot",
    "is_undeleted",
    "is_visible_to_visitors",
    "is_withheld",
    "keep_private",
    "knows_of",
    "may_read",
    "may_read_words",
    "may_see_elsewhere",
    "may_see_on_page",
    "moved_from",
    "once_per_reader",
    "partly_hidden_ids",
    "readable_area_ids",
    "readable_topic_ids",
    "removed_ids",
    "sees_area",
    "sees_edit",
    "sees_topic",
    "shown_as_now",
    "still_knows_of",
    "unreadable_topic_ids",
    "visibility_in",
    "visible_past_quotes",
    "visible_quotes",
    "visible_tags",
    "visible_topics",
    "was_deleted_in_public",
    "was_draft",
    "was_in_hidden_topics",
    "was_in_readable_topics",
    "was_known",
    "was_moved_from_hidden",
    "was_open",
    "was_public_topic",
    "was_readable_before",
    "was_shown",
    "withheld_ids",
    "would_open",
]
