import streamlit as st

from pages.components import frame, payment_view, session

connection = session.connection()
bar = frame.begin(connection)
with st.container(key="payment-columns"):
    picture, panel = st.columns([3, 2])
payment_view.show(connection, (bar, picture, panel))
