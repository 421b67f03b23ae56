"""A draft's links → whether each can be fetched now.

The only module of this wing that uses the network; only `coranto check --ask` calls it.
"""

from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.edges.response import Exchange
from coranto.editing import draft as drafts
from coranto.errors import SourceError
from coranto.reading import urls
from coranto.steps.collection import ingest
from coranto.steps.desk import Desk, Progress, Report
from coranto.steps.editions.check import draft_links


def fetch_draft_links(desk: Desk, fetcher: Fetcher, text: str, *, report: Report) -> dict[str, str]:
    """By the key of a page, why each link of a draft could not be fetched; "" when it could.

    The answers are archived; where one is the page of an article, the next run reads it.
    Raises DraftError when the draft cannot be parsed, ArchiveError while a run goes on.
    """
    addresses = dict.fromkeys(filter(None, map(urls.clean, draft_links(drafts.parse_draft(text)))))
    requests = [Request(url=url) for url in addresses]
    failure_by_key: dict[str, str] = {}
    with desk.archive.locked():
        for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
            failure_by_key[urls.document_key(request.url)] = _archive_outcome(desk, outcome)
            report(Progress(step="links", done=number, total=len(requests), note=request.url))
    return failure_by_key


def _archive_outcome(desk: Desk, outcome: FetchedResponse | SourceError) -> str:
    """Archive an outcome, then absorb it. Returns the reason of a failure, "" without one."""
    # Counts as part of the last run, so that a rebuild replays it in the order it came.
    last_run = desk.store.runs.last()
    run_id = last_run.id if last_run else 0
    archived = [
        (hop, desk.archive.append(hop, run_id=run_id)) for hop in getattr(outcome, "hops", ())
    ]
    if isinstance(outcome, FetchedResponse):
        exchange = Exchange.of(outcome)
        earlier_capture = desk.store.captures.latest(outcome.url)
        capture = desk.archive.append(
            exchange, run_id=run_id, asked=outcome.asked, known=earlier_capture
        )
        archived.append((exchange, capture))
    desk.archive.sync()
    with desk.store.transaction():
        absorbed = [
            ingest.absorb_capture(desk, None, capture, exchange) for exchange, capture in archived
        ]
    if isinstance(outcome, SourceError):
        return outcome.reason
    # The last one is the answer itself; those before it are robots.txt and redirects.
    return absorbed[-1].reason or ""
