import streamlit as st

from pages.components import payment_view, session

connection = session.connection()
bar = st.container()
with st.container(key="payment-columns"):
    picture, panel = st.columns([3, 2])
payment_view.show(connection, (bar, picture, panel))
