"""Draws the pictures of the README from a running dashboard: ``make screenshots``."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
SECONDS = 1000
SETTLED = 2 * SECONDS


def one_order(page):
    """A good order, then one over the limit, when its dots have just arrived."""
    page.keyboard.press("1")
    page.wait_for_timeout(7 * SECONDS)
    page.keyboard.press("2")
    page.get_by_text("✕ CANCELLED", exact=True).wait_for(timeout=20 * SECONDS)
    page.wait_for_timeout(1.2 * SECONDS)


def burst(page):
    """A few orders, then fifty at once, while their last events stream to the customers."""
    for key in "1214":
        page.keyboard.press(key)
        page.wait_for_timeout(1.5 * SECONDS)
    page.keyboard.press("6")
    page.locator(".flow_map .streams").nth(3).wait_for(timeout=20 * SECONDS)
    waiting = page.locator(".totals .tile", has_text="waiting").locator(".value")
    waiting.filter(has_text=re.compile("^◷?0$")).wait_for(timeout=20 * SECONDS)


def failed_delivery(page):
    """A target that throws until its events are dead letters."""
    page.get_by_role("button", name="Faults").click()
    _choose(page, "What goes wrong", "Target throws")
    _choose(page, "Where", "Notification")
    page.get_by_label("How many times").fill("9")
    page.get_by_label("How many times").press("Tab")
    page.wait_for_timeout(1 * SECONDS)
    page.get_by_role("button", name="Arm", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Over the limit").click()
    page.locator(".flow_map .failing").wait_for(timeout=20 * SECONDS)
    page.get_by_text("Run to end").click()
    page.locator(".flow_map .full").wait_for(timeout=20 * SECONDS)
    page.wait_for_timeout(6 * SECONDS)


def stage(page):
    """The stage, after a good order and one over the limit."""
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(f"{page.url}?stage=1")
    page.get_by_role("button", name="Leave stage").wait_for(timeout=20 * SECONDS)
    page.wait_for_timeout(SETTLED)
    one_order(page)


def rules(page):
    """Two orders against the rules, and why one rule did not take an event."""
    _two_orders(page)
    page.get_by_role("link", name="Rules").click()
    page.locator(".matrix .dot:not(.taken)").first.click(timeout=20 * SECONDS)
    page.wait_for_timeout(3 * SECONDS)


def payment_service(page):
    """The path of a cancelled order through the state machine."""
    _two_orders(page)
    page.get_by_role("link", name="Payment service").click()
    page.locator(".state_graph .state.taken").first.wait_for(timeout=20 * SECONDS)
    page.wait_for_timeout(2 * SECONDS)


def _two_orders(page):
    page.keyboard.press("1")
    page.wait_for_timeout(3 * SECONDS)
    page.keyboard.press("2")
    page.get_by_text("✕ CANCELLED", exact=True).wait_for(timeout=20 * SECONDS)


def _choose(page, label, option):
    page.get_by_label(label).click()
    page.get_by_role("option", name=option).click()
    page.wait_for_timeout(1 * SECONDS)


PICTURES = {
    "one-order": (one_order, "light"),
    "burst": (burst, "light"),
    "failed-delivery": (failed_delivery, "light"),
    "stage": (stage, "light"),
    "dark": (burst, "dark"),
    "rules-light": (rules, "light"),
    "payment-service-dark": (payment_service, "dark"),
}


def main():
    """Draw the pictures named on the command line, or all of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in sys.argv[1:] or PICTURES:
            play, scheme = PICTURES[name]
            process, url = _serve()
            try:
                _draw(browser, url, play, scheme, IMAGES / f"{name}.png")
            finally:
                process.kill()
                process.wait()
            sys.stdout.write(f"docs/images/{name}.png\n")
        browser.close()


def _draw(browser, url, play, scheme, path):
    size = {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme, timezone_id="UTC")
    page = context.new_page()
    page.goto(url)
    page.locator(".flow_map .node").first.wait_for(timeout=40 * SECONDS)
    page.wait_for_timeout(SETTLED)
    play(page)
    page.screenshot(path=path)
    context.close()


def _serve():
    """A server of its own for each picture, with a room that is empty."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.fileWatcherType=none"],
        cwd=ROOT,
        env=os.environ | {"EDA_SEED": "7", "EDA_DATA": ":memory:"},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return process, url
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The server ended at once.")


if __name__ == "__main__":
    main()
