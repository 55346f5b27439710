"""The least a page can be that refreshes: what `viewers.py` finds here is Streamlit's own."""

import streamlit as st


@st.fragment(run_every=1.0)
def refresh():
    st.text("here")


st.button("Press", key="scenario-1-completed")
refresh()
