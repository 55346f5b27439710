import streamlit as st

from pages.components.frame import failures, session
from pages.components.frame import refresh as frame
from pages.components.log import files as log_files
from pages.components.log import filter as event_log_filter
from pages.components.log import view as event_log_view

connection = session.connection("event_log")
bar = frame.begin(connection)
with st.container(border=True, key="card-log-filter"):
    wanted = event_log_filter.show(connection.model)
    with st.container(horizontal=True, vertical_alignment="center", key="log-tools"):
        event_log_filter.show_named(connection.model, wanted)
        with failures.shown():
            log_files.show_export(connection.model, wanted)
            log_files.show()
with st.container(key="log-columns"):
    listing, envelope = st.columns([3, 2])
event_log_view.show(connection, wanted, (bar, listing, envelope))
