import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.orders import cohorts_panel
from pages.components.orders import detail as orders_detail
from pages.components.orders import session as orders_session
from pages.components.orders import view as orders_view

connection = session.connection("orders")
orders_session.tell_address()
bar = frame.begin(connection)
with st.container(key="orders-columns"):
    listing, detail = st.columns([830, 560])
with_groups = orders_detail.begin()
orders_view.show(connection, (bar, listing, detail))
if with_groups:
    with detail:
        cohorts_panel.show(connection.model, connection.now_ms())
