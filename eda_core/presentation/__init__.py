"""View data without Streamlit: what the components show, as plain JSON values."""
