import streamlit as st

from pages.components import session, what_if_view

connection = session.connection()
with st.container(key="what-if"):
    what_if_view.show(connection)
