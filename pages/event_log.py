import streamlit as st

from pages.components import event_log_view, session

connection = session.connection()
bar = st.container()
with st.container(key="log-columns"):
    listing, envelope = st.columns([3, 2])
with listing:
    wanted = event_log_view.show_filter(connection)
event_log_view.show(connection, wanted, (bar, listing, envelope))
