"""The dashboard's frame: one navigation on top, one style, and the page that was asked for."""

import streamlit as st

from pages.components.frame import entrance, failures, shell

st.set_page_config(page_title="EDA live", page_icon="🚌", layout="wide")
# No addresses of our own: a link that comes first after a start must find its page by its file.
PAGES = (
    st.Page("pages/live.py", title="Live", default=True),
    st.Page("pages/orders.py", title="Orders"),
    st.Page("pages/payment_service.py", title="Payment service"),
    st.Page("pages/rules.py", title="Rules"),
    st.Page("pages/event_log.py", title="Event log"),
    st.Page("pages/what_if.py", title="What if?"),
    st.Page("pages/connection.py", title="Connection"),
)
page = st.navigation(PAGES, position="top")
entrance.open_pages(PAGES)
shell.show()
with failures.shown():
    page.run()
