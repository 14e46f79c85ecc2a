"""Screens of the Streamlit application, one thin script each."""
