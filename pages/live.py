import streamlit as st

from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.live import audience, guess_first, log_card, order_form, scenario_buttons
from pages.components.live import view as live_view

connection = session.connection("live")
bar = frame.begin(connection)
with st.container(key="live-columns"):
    act, watch, understand = st.columns([226, 814, 322])
with act, st.container(border=True, key="card-act", height="stretch"):
    if connection.settings.is_read_only:
        log_card.show(connection)
    else:
        order_form.show(connection)
        scenario_buttons.show(connection)
        guess_first.show(connection)
        scenario_buttons.show_saving(connection)
        audience.show(connection)
with understand:
    card = st.container(border=True, key="card-understand", height="stretch")
with card:
    notices = st.container()
    live_view.stand()
with watch:
    live_view.show(connection, bar, notices)
