"""A checked draft → frozen edition, site, evidence; and what is verified of them later."""
