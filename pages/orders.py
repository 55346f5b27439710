import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.orders import cohorts_panel
from pages.components.orders import session as orders_session
from pages.components.orders import view as orders_view

connection = session.connection()
orders_session.name_all()
bar = frame.begin(connection)
with st.container(key="orders-columns"):
    listing, detail = st.columns([830, 560])
orders_view.show(connection, (bar, listing, detail))
if orders_session.look() == orders_session.GROUPS:
    with detail:
        cohorts_panel.show(connection.model, connection.now_ms())
