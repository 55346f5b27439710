import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.payment import view as payment_view

connection = session.connection("payment_service")
bar = frame.begin(connection)
with st.container(key="payment-columns"):
    picture, panel = st.columns([11, 9])
payment_view.show(connection, (bar, picture, panel))
