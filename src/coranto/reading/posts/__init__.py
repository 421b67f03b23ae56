"""Files of social posts in the shapes in which platforms and researchers export them."""
