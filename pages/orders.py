import streamlit as st

from pages.components import cohorts_panel, frame, orders_session, orders_view, session

connection = session.connection()
orders_session.name_all()
bar = frame.begin(connection)
with st.container(key="orders-columns"):
    listing, detail = st.columns([830, 560])
orders_view.show(connection, (bar, listing, detail))
if orders_session.look() == orders_session.GROUPS:
    with detail:
        cohorts_panel.show(connection.model, connection.now_ms())
