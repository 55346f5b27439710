"""The dashboard, twice: a script that Streamlit runs for each visit, and the server's application.

The script is the frame: one navigation on top, one style, and the page that was asked for.
`streamlit run` finds ``app`` by reading this file and imports it once, with the routes of the API.
"""

import streamlit as st

if __name__ == "__main__":
    from eda_core.presentation.frame.world_status import PRODUCT
    from pages.components.frame import entrance, session, shell

    st.set_page_config(page_title=PRODUCT, page_icon="🚌", layout="wide")
    # No addresses of our own: a link that comes first after a start must find its page by its file.
    PAGES = (
        st.Page("pages/live.py", title="Live", default=True),
        st.Page("pages/orders.py", title="Orders"),
        st.Page("pages/payment_service.py", title="Payment service"),
        st.Page("pages/rules.py", title=session.words().title),
        st.Page("pages/event_log.py", title="Event log"),
        st.Page("pages/what_if.py", title="What if?"),
        st.Page("pages/side_by_side.py", title="Side by side"),
        st.Page("pages/connection.py", title="Connection"),
    )
    page = st.navigation(PAGES, position="top")
    entrance.open_pages(PAGES)
    shell.show(page)
else:
    import importlib
    import os
    import sys
    from typing import Any

    from eda_core.audience.switch import confirm_address
    from eda_core.domain.settings import settings_from
    from eda_core.doors.beside import greeting, routes_beside
    from eda_core.doors.protection import early_scripts, protecting

    hosts = st.get_option("server.allowedHosts")
    path = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{path}" if path else ""
    place = confirm_address(sys.argv[1:], lambda: settings_from(os.environ))

    def _shared() -> Any:
        """Return what the sessions share; what that is made of is loaded when first asked for."""
        return importlib.import_module("pages.components.frame.session")

    def _address() -> str:
        scheme = "https" if st.get_option("server.sslCertFile") else "http"
        host = st.get_option("browser.serverAddress")
        return f"{scheme}://{host}:{st.get_option('server.port')}{prefix}"

    app = st.App(
        __file__,
        routes=routes_beside(lambda: _shared().worlds(), lambda: settings_from(os.environ), prefix),
        middleware=protecting(hosts, early=early_scripts(st.__file__, prefix)),
        lifespan=greeting(_address, place and (lambda: _shared().invite(place))),
    )
