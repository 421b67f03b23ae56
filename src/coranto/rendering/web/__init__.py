"""The pages of the site, what only they show, and the cache between two builds."""
