"""A draft's links → whether each can be had now. Asks over the network, and only when told to."""

from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.edges.response import Exchange
from coranto.editing import draft as drafts
from coranto.errors import SourceError
from coranto.reading import urls
from coranto.steps.collection import ingest
from coranto.steps.desk import Desk, Progress, Report
from coranto.steps.editions.check import draft_links


def fetch_draft_links(desk: Desk, fetcher: Fetcher, text: str, *, report: Report) -> dict[str, str]:
    """By a page's key, why each link of a draft could not be had; "" when it could.

    What came is archived and, where it is an article's page, read with the next run. Raises
    DraftError when the draft cannot be understood, ArchiveError while a run goes on.
    """
    wanted = dict.fromkeys(filter(None, map(urls.clean, draft_links(drafts.parse_draft(text)))))
    requests = [Request(url=url) for url in wanted]
    found: dict[str, str] = {}
    with desk.archive.locked():
        for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
            found[urls.document_key(request.url)] = _archive_outcome(desk, outcome)
            report(Progress(step="links", done=number, total=len(requests), note=request.url))
    return found


def _archive_outcome(desk: Desk, outcome: FetchedResponse | SourceError) -> str:
    """Archive what came, then tell the database; why it could not be had, "" when it could."""
    last = desk.store.runs.last()
    run_id = last.id if last else 0
    kept = [(hop, desk.archive.append(hop, run_id=run_id)) for hop in getattr(outcome, "hops", ())]
    if isinstance(outcome, FetchedResponse):
        exchange = Exchange.of(outcome)
        known = desk.store.captures.latest(outcome.url)
        capture = desk.archive.append(exchange, run_id=run_id, asked=outcome.asked, known=known)
        kept.append((exchange, capture))
    desk.archive.sync()
    with desk.store.transaction():
        absorbed = [
            ingest.absorb_capture(desk, None, capture, exchange) for exchange, capture in kept
        ]
    if isinstance(outcome, SourceError):
        return outcome.reason
    return absorbed[-1].reason or ""
