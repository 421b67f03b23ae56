"""The command that shows which accounts among the desk's posts act together: networks."""

from collections.abc import Iterator
from pathlib import Path

import click

from coranto.cli.options import desk_option, opened_desk
from coranto.cli.output import pluralise
from coranto.model import Network
from coranto.steps.desk import Desk


@click.command()
@desk_option
@click.argument("network_id", metavar="[NETWORK]", default="")
def networks(folder: Path, network_id: str) -> None:
    """Show which accounts posted the same within seconds again and again, and where.

    With the id of a network every meeting of it is shown, with both posts.
    """
    with opened_desk(folder) as desk:
        desk_networks = desk.store.networks.all()
        if not desk_networks:
            click.echo("No accounts were found that act together.")
        elif not network_id:
            click.echo(
                "\n".join(line for network in desk_networks for line in _summary_lines(network))
            )
        else:
            network = next((network for network in desk_networks if network.id == network_id), None)
            if network is None:
                raise click.UsageError(f"There is no network {network_id}: `coranto networks`.")
            click.echo("\n".join([*_summary_lines(network), *_meeting_lines(desk, network)]))


def _summary_lines(network: Network) -> Iterator[str]:
    yield (
        f"{network.id}  {pluralise(len(network.accounts), 'account')}, "
        f"{pluralise(len(network.posts), 'post')}, {network.first:%Y-%m-%d %H:%M} to "
        f"{network.last:%Y-%m-%d %H:%M}: {network.finding}"
    )
    yield (
        f"    met at {pluralise(network.observed, 'object')}, counted per pair of accounts; "
        f"{network.expected:.3g} expected by chance, p {network.adjusted:.2g}"
    )
    yield f"    {', '.join(network.accounts)}"


def _meeting_lines(desk: Desk, network: Network) -> Iterator[str]:
    posts = {post.id: post for post in desk.store.documents.by_ids(network.posts)}
    for meeting in network.meetings:
        yield f"  {meeting.seconds:g} s apart: {meeting.thing}"
        for post in (meeting.first, meeting.second):
            address = posts[post].url if post in posts else post
            yield f"    {network.posts[post]}  {address}"
