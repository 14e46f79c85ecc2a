"""Settings that Streamlit's secrets hold, such as the keys of online geocoders, handed to the program at its start.

Only settings of the program are taken, each under its own name; what the environment already says stays.
"""

import os

import streamlit as st

from loaders.catalog import from_secrets


def hand_over() -> None:
    """Put the settings among the secrets into the environment, from where the program reads all settings."""
    if st.secrets.load_if_toml_exists():
        os.environ.update(from_secrets(st.secrets, os.environ))
