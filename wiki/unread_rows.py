"""What happens where related rows are used that were not read together with their row.

They would be read then, one row after another, which is slow and is easily overlooked. A query is
to say which related rows it needs (`wiki/related.py`). So the tests set ATLAS_STRICT_ROWS in
the environment, and an error names the place; where no test found one, the page still comes.
"""

import os
from typing import Literal

_is_strict = "ATLAS_STRICT_ROWS" in os.environ
# For a relationship to many rows, and for one to a single row, which the session may have already.
UNREAD: Literal["raise", "select"] = "raise" if _is_strict else "select"
UNREAD_OWNER: Literal["raise_on_sql", "select"] = "raise_on_sql" if _is_strict else "select"
