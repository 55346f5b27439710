import streamlit as st

from pages.components import connection_view, frame, session

connection = session.connection()
bar = frame.begin(connection)
with st.container(key="connection-columns"):
    act, examine = st.columns([2, 3])
connection_view.show(connection, (bar, act, examine))
