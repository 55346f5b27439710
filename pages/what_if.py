import streamlit as st

from pages.components.frame import session
from pages.components.what_if import view as what_if_view

connection = session.connection("what_if")
with st.container(key="what-if"):
    what_if_view.show(connection)
