"""Measures the timeline in headless Chromium and prints a table in Markdown.

``python tests/benchmarks/timeline_in_browser.py [marks ...]`` from the project's folder; without
numbers, 1 000, 10 000, 100 000 and 1 000 000. A server of its own for each.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
STEADY_SECONDS = 8
COLUMNS = (
    "marks",
    "all there after s",
    "server ms",
    "kB a refresh",
    "main ms/s",
    "longest task ms",
    "fps at rest",
    "fps while panning and zooming",
    "longest task then ms",
)

WATCH = """() => {
  window.seen = { frames: 0, longest: 0, start: performance.now() };
  const beat = () => { window.seen.frames += 1; requestAnimationFrame(beat); };
  requestAnimationFrame(beat);
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      window.seen.longest = Math.max(window.seen.longest, task.duration);
    }
  }).observe({ entryTypes: ["longtask"] });
}"""
RESET = "() => Object.assign(window.seen, { frames: 0, longest: 0, start: performance.now() })"
READ = """() => ({ fps: 1000 * window.seen.frames / (performance.now() - window.seen.start),
  longest: window.seen.longest })"""
ALL_THERE = "canvas => canvas.dataset.held"


@contextmanager
def served(marks):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = "tests/benchmarks/timeline_app.py"
    command = [sys.executable, "-m", "streamlit", "run", app, f"--server.port={port}"]
    places = os.environ | {"EDA_BENCH_MARKS": str(marks), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=places, stdout=subprocess.DEVNULL)
    try:
        while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def make_log(browser, url):
    """Have a first visitor wait for the log, which takes a while to make and is not measured."""
    page = browser.new_context().new_page()
    page.goto(url)
    page.get_by_role("application").wait_for(timeout=600_000)
    page.context.close()


def measured(browser, url, marks):
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    received = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: received.append(f)))
    began = time.monotonic()
    page.goto(url)
    canvas = page.get_by_role("application")
    canvas.wait_for()
    while int(canvas.get_attribute("data-held") or 0) < marks:
        page.wait_for_timeout(50)
    there = time.monotonic() - began
    page.evaluate(WATCH)
    page.wait_for_timeout(2000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    steady = at_rest(page, session, received)
    canvas.focus()
    page.keyboard.press("f")
    page.evaluate(RESET)
    moved = while_moving(page)
    page.context.close()
    return [marks, f"{there:.1f}", *steady, f"{moved['fps']:.0f}", f"{moved['longest']:.0f}"]


def busy_seconds(session):
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in metrics if each["name"] == "TaskDuration")


def at_rest(page, session, received):
    page.evaluate(RESET)
    before, kept, served_ms = busy_seconds(session), len(received), []
    for _ in range(STEADY_SECONDS):
        page.wait_for_timeout(1000)
        words = page.get_by_text(re.compile("server ms")).first.inner_text()
        served_ms.append(float(words.split()[-1]))
    seen = page.evaluate(READ)
    size = sum(len(frame) for frame in received[kept:]) / STEADY_SECONDS / 1000
    busy = 1000 * (busy_seconds(session) - before) / STEADY_SECONDS
    server = statistics.median(served_ms)
    return [
        f"{server:.1f}",
        f"{size:.1f}",
        f"{busy:.0f}",
        f"{seen['longest']:.0f}",
        f"{seen['fps']:.0f}",
    ]


def while_moving(page):
    box = page.get_by_role("application").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 80)
    for turn in range(40):
        page.mouse.wheel(0, -120 if turn % 20 < 12 else 180)
        page.keyboard.press("d" if turn % 8 < 4 else "a")
        page.wait_for_timeout(60)
    return page.evaluate(READ)


def main():
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for marks in sizes:
            with served(marks) as url:
                make_log(browser, url)
                row = measured(browser, url, marks)
            lines.append(f"| {' | '.join(str(value) for value in row)} |")
            sys.stdout.write("\n".join(lines[-1:]) + "\n")
            sys.stdout.flush()
        browser.close()
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
