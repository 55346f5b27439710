import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.rules import view as rules_view

connection = session.connection("rules")
bar = frame.begin(connection)
with st.container(key="rules-columns"):
    events, work = st.columns([714, 678])
rules_view.show(connection, (bar, events, work))
