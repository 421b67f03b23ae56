"""What a run prints."""

from coranto.cli import output
from coranto.steps.stories.group import GroupingResult


def test_the_speed_of_the_embedding_model_is_printed():
    grouped = GroupingResult(documents=1300, embedded=1200, embedding_seconds=60.0)

    line = output.embedding_line(grouped)

    assert line == "1,200 documents read by the embedding model, 20 a second"
