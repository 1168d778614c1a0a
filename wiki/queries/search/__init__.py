"""Search over everything that is written: what was asked, what is found, and near spellings."""
