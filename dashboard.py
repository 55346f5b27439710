"""The dashboard's frame: one navigation on top, one style, and the page that was asked for."""

import streamlit as st

from pages.components import failures, shell

st.set_page_config(page_title="EDA live", page_icon="🚌", layout="wide")
# The addresses are those of the files: a link that comes first after a start must find its page.
page = st.navigation(
    [
        st.Page("pages/live.py", title="Live", default=True),
        st.Page("pages/payment_service.py", title="Payment service"),
        st.Page("pages/rules.py", title="Rules"),
        st.Page("pages/event_log.py", title="Event log"),
    ],
    position="top",
)
shell.show()
with failures.shown():
    page.run()
