"""The report on a network in a real browser: thousands of accounts are drawn, and can be moved.

Needs Chromium; without it, these tests are skipped and say so.
"""

from coranto.rendering.networks import report as networks

ACCOUNTS = 2_000
#: Whether anything is drawn in the middle of the canvas.
DRAWN = """() => {
    const canvas = document.getElementById("canvas");
    const [x, y] = [canvas.width / 2 - 50, canvas.height / 2 - 50];
    return canvas.getContext("2d").getImageData(x, y, 100, 100).data.some((value) => value > 0);
}"""


def report():
    """A grid of accounts, each connected with the next."""
    side = 50
    return networks.NetworkReport(
        title="Accounts that act together", asked=[], read=[], notes=[], accounts=ACCOUNTS,
        edges=ACCOUNTS - 1, components=1, beyond=None, shown=[],
        picture=networks.NetworkDrawing(
            names=[f"account {at}" for at in range(ACCOUNTS)],
            places=[(float(at % side), float(at // side)) for at in range(ACCOUNTS)],
            components=[1] * ACCOUNTS,
            communities=[at % 9 for at in range(ACCOUNTS)],
            edges=[(at, at + 1, 1.0 + at % 5, at % 7 == 0) for at in range(ACCOUNTS - 1)],
            left_out=0,
        ),
    )  # fmt: skip


def test_a_network_is_drawn_moved_and_tells_accounts(tmp_path, browser):
    file = tmp_path / "report.html"
    file.write_bytes(networks.render_report(report()))
    page = browser.new_page(viewport={"width": 900, "height": 700})
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    canvas = page.locator("#canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function(DRAWN)

    box = canvas.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.wait_for_function("document.getElementById('told').textContent.includes('account')")
    before = page.locator("#told").text_content()
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 60, steps=4)
    page.wait_for_function(DRAWN)
    page.mouse.wheel(0, -300)
    page.wait_for_function(DRAWN)
    page.mouse.up()
    for _ in range(6):  # out of sight, and back
        page.mouse.move(box["x"] + 9, box["y"] + 9)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 9, box["y"] + box["height"] - 9)
        page.mouse.up()
    page.wait_for_function(f"() => !({DRAWN})()")
    page.mouse.dblclick(box["x"] + 3, box["y"] + 3)
    page.wait_for_function(DRAWN)

    assert "1,999 edges" in page.content()
    assert before.endswith("partners")
    assert wrong == []
    page.close()
