import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.orders import cohorts_panel, sets_panel
from pages.components.orders import detail as orders_detail
from pages.components.orders import session as orders_session
from pages.components.orders import view as orders_view

connection = session.connection("orders")
orders_session.tell_address()
bar = frame.begin(connection)
with st.container(key="orders-columns"):
    listing, detail = st.columns([830, 560])
of_many = orders_detail.begin()
orders_view.show(connection, (bar, listing, detail))
if of_many:
    panel = {orders_session.GROUPS: cohorts_panel, orders_session.SETS: sets_panel}[of_many]
    with detail:
        panel.show(connection.model, connection.now_ms())
