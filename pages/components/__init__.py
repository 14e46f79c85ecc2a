"""Shared pieces of the screens; Streamlit does not scan this folder for pages."""
