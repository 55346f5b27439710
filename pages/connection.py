import streamlit as st

from pages.components.connection import view as connection_view
from pages.components.frame import refresh as frame
from pages.components.frame import session

connection = session.connection("connection")
bar = frame.begin(connection)
with st.container(key="connection-columns"):
    act, examine = st.columns([2, 3])
connection_view.show(connection, (bar, act, examine))
