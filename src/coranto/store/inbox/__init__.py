"""The tables of the inbox: summaries of stories, saved views, visits."""
