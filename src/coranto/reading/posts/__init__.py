"""Read files of social posts in the formats that platforms and research tools export."""
