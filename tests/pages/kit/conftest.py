"""What a page keeps, without a server: the session and the address are dictionaries."""

import pytest
import streamlit as st


class Address(dict):
    def to_dict(self):
        return dict(self)


@pytest.fixture
def session(monkeypatch):
    kept = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


@pytest.fixture
def address(monkeypatch):
    query = Address()
    monkeypatch.setattr(st, "query_params", query)
    return query
