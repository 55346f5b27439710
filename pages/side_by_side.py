import streamlit as st

from pages.components.buses import view as buses_view
from pages.components.frame import session

connection = session.connection("side_by_side")
with st.container(key="side-by-side"):
    buses_view.show(connection)
