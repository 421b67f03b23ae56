"""Load each kind of page of a site as a telephone does: paint, blocking, shifts, requests, bytes.

    python benchmarks/loading.py SITE

In headless Chromium at 360 pixels, as Lighthouse's mobile run throttles: a processor four
times slower, 1.6 megabits a second, 150 ms there and back. Each page is loaded three times
with an empty cache, the median counts. Reach, as Lighthouse calls good: first paint 1.8 s,
largest paint 2.5 s, blocking 200 ms, layout shift 0.1; and no request to anybody else.
"""

import argparse
import http.server
import os
import shutil
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CORANTO_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
QUIET = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()
SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
LOADS = 3
#: Asked of the page once nothing moves any more.
ASKED = """
() => new Promise(done => {
  const found = {paint: 0, largest: 0, blocked: 0, shifted: 0};
  const seen = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take))
    .observe({type, buffered: true});
  seen("paint", one => { if (one.name === "first-contentful-paint") found.paint = one.startTime; });
  seen("largest-contentful-paint", one => { found.largest = one.startTime; });
  seen("longtask", one => { found.blocked += Math.max(0, one.duration - 50); });
  seen("layout-shift", one => { if (!one.hadRecentInput) found.shifted += one.value; });
  setTimeout(() => {
    const all = [...performance.getEntriesByType("navigation"),
                 ...performance.getEntriesByType("resource")];
    found.requests = all.length;
    found.bytes = all.reduce((sum, one) => sum + one.transferSize, 0);
    done(found);
  }, 500);
})
"""


@dataclass(frozen=True)
class Loaded:
    """What loading a page came to: milliseconds, a share of the window, bytes."""

    paint: float
    largest: float
    blocked: float
    shifted: float
    requests: float
    bytes: float

    @property
    def is_good(self) -> bool:
        return (
            0 < self.paint <= 1_800
            and self.largest <= 2_500
            and self.blocked <= 200
            and self.shifted <= 0.1
        )


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site's address on loopback."""
    handler = partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def kinds(site: Path) -> dict[str, str]:
    """The largest page of each kind."""
    found = {"front": [site / "index.html"]}
    for kind in ("editions", "stories", "storylines", "sources"):
        found[kind] = list(site.glob(f"{kind}/*/**/index.html"))
    for kind in ("archive", "sources", "search", "corrections", "about", "feeds"):
        found[f"list: {kind}"] = list(site.glob(f"{kind}/index.html"))
    return {
        kind: max(paths, key=lambda path: path.stat().st_size).relative_to(site).as_posix()
        for kind, paths in found.items()
        if paths
    }


def load(browser: Any, address: str, home: str) -> Loaded:
    """Load a page once. Exits where it asks anybody else for anything."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    page.goto(address, wait_until="load")
    found = page.evaluate(ASKED)
    context.close()
    if strangers := [url for url in asked if not url.startswith((home, "data:"))]:
        sys.exit(f"{address} asked others: {strangers}")
    return Loaded(**found)


def median(loads: list[Loaded]) -> Loaded:
    """Each figure's median."""
    return Loaded(
        **{
            name: statistics.median(getattr(one, name) for one in loads)
            for name in Loaded.__annotations__
        }
    )


def measure(site: Path) -> bool:
    """Print a row for each kind of page; whether all are good."""
    if not CHROMIUM:
        print("Loading was not measured: no Chromium here.")
        return True
    from playwright.sync_api import sync_playwright

    print(f"\n{'kB':>51} {'first':>8} {'largest':>8} {'blocked':>8} {'layout':>7}")
    print(f"{'page':<40} {'asked':>5} {'sent':>4} {'paint ms':>8} {'paint ms':>8} "
          f"{'ms':>8} {'shift':>7}")  # fmt: skip
    good = []
    with served(site) as home, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for kind, path in kinds(site).items():
            one = median([load(browser, home + path, home) for _ in range(LOADS)])
            good.append(one.is_good)
            shown = f"{kind} ({path.removesuffix('index.html')[-22:]})"
            print(f"{shown:<40} {one.requests:>5.0f} {one.bytes / 1000:>4.0f} {one.paint:>8.0f} "
                  f"{one.largest:>8.0f} {one.blocked:>8.0f} {one.shifted:>7.3f}  "
                  f"{'' if one.is_good else 'MISSED'}")  # fmt: skip
        browser.close()
    return all(good)


def main() -> None:
    """Measure a site that stands in a folder; exit with 1 when a page is not good."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    sys.exit(not measure(parser.parse_args().site))


if __name__ == "__main__":
    main()
