"""The site's pages, what only they show, and what is kept between two builds."""
