import streamlit as st

from pages.components import frame, rules_view, session

connection = session.connection()
bar = frame.begin(connection)
with st.container(key="rules-columns"):
    events, work = st.columns([714, 678])
rules_view.show(connection, (bar, events, work))
