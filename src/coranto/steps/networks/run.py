"""What an analysis of networks does, in order; the command, the desk and the benchmarks call it.

posts → clocks → pseudonyms → actions → edges → network → verdicts → texts forgotten → communities
→ files

The only place that knows this order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from coranto.analysis.networks.clock_grids import ClockGrid
from coranto.analysis.networks.question import Question
from coranto.analysis.significance.verdicts import Verdict
from coranto.edges.engine import Engine
from coranto.steps.networks import clocks, find, judge, pseudonyms, report
from coranto.steps.networks.actions import ActionOptions, make_actions
from coranto.steps.networks.clocks import ClockReport
from coranto.steps.networks.find import NetworkCounts
from coranto.steps.networks.load import (
    DEFAULT_FORM,
    PostCounts,
    PostForm,
    PostLoadResult,
    count_posts,
    load_posts,
)

Stage = Literal["loaded", "linked", "described", "judged", "written"]
OnStage = Callable[[Stage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisRequest:
    """What is asked of the posts."""

    question: Question
    options: ActionOptions = field(default_factory=ActionOptions)
    is_judged: bool = True  #: whether edges and components are tested against chance
    pseudonym_key: bytes = b""  #: secret; "" keeps accounts' names and texts


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisResult:
    """What was found among the posts; the tables are in the engine."""

    question: Question  #: its actions are the layers that the posts have
    counts: NetworkCounts
    verdicts: Mapping[int, Verdict]  #: on components, by number; none when not judged
    unsure_pairs: int = 0  #: left out, because both moments may have been cut to the same


def ignore_stage(stage: Stage) -> None:
    """An OnStage that does nothing."""


def analyse_files(  # noqa: PLR0913 - each is named
    engine: Engine,
    paths: Sequence[Path],
    request: AnalysisRequest,
    *,
    clock: datetime,
    folder: Path,
    form: PostForm = DEFAULT_FORM,
    resolution: float = 1.0,
    on_load: Callable[[PostLoadResult, ClockReport], None] | None = None,
    on_stage: OnStage = ignore_stage,
) -> report.NetworkRun:
    """Read posts from files, analyse them, and write tables, graphs and report into a folder.

    `form` is what the user says of the posts, `resolution` is Louvain's.
    Raises NetworkError when no file can be read or no post has what is asked for.
    """
    loaded = load_posts(engine, paths, clock=clock, form=form)
    measured = clocks.measure_clocks(engine, loaded)
    if on_load:
        on_load(loaded, measured)
    window = request.question.window
    untimed_posts = clocks.leave_out_untimed_posts(engine, measured, window=window)
    on_stage("loaded")
    size = count_posts(engine) if untimed_posts else loaded.size
    result = analyse_posts(engine, size, request, grids=measured.grids, on_stage=on_stage)
    run = report.NetworkRun(
        question=result.question,
        taken=loaded,
        clocks=replace(measured, untimed_posts=untimed_posts, unsure_pairs=result.unsure_pairs),
        found=result.counts,
        verdicts=result.verdicts,
        resolution=resolution,
    )
    report.make_communities(engine, resolution=resolution)
    find.write_network_files(engine, result.counts, question=result.question, folder=folder)
    report.write_report(engine, run, folder=folder)
    on_stage("written")
    return run


def analyse_posts(
    engine: Engine,
    size: PostCounts,
    request: AnalysisRequest,
    *,
    grids: Sequence[ClockGrid] | None = None,
    on_stage: OnStage = ignore_stage,
) -> AnalysisResult:
    """Find and judge the networks among the posts in the table `posts`.

    `grids` are those on which the posts of some file lie; None looks for them in all posts. Raises
    NetworkError when no post has what is asked for.
    """
    if grids is None:
        grids = clocks.posts_grids(engine)
    if request.pseudonym_key:
        pseudonyms.pseudonymise_posts(engine, request.pseudonym_key)
    layers = make_actions(engine, request.question, request.options)
    question = replace(request.question, actions=layers)
    thresholds = find.find_edges(engine, question, size, grids)
    unsure_pairs = find.count_unsure_pairs(engine, question, grids)
    on_stage("linked")
    counts = find.describe_network(engine, question, size, thresholds)
    on_stage("described")
    if request.is_judged:
        verdicts = judge.judge_network(engine, question)
    else:
        verdicts = judge.leave_unjudged(engine)
    on_stage("judged")
    # Not earlier: the test against chance still compares texts.
    if request.pseudonym_key:
        pseudonyms.forget_texts(engine)
    return AnalysisResult(
        question=question, counts=counts, verdicts=verdicts, unsure_pairs=unsure_pairs
    )
