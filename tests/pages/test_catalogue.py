"""The English catalogue against the messages that the source uses."""

import re

import pytest

from tests.pages import messages


@pytest.mark.parametrize("path", messages.PAGES, ids=lambda path: path.name)
def test_every_chinese_word_of_a_page_is_a_message(path):
    assert not messages.unmarked(path)


def test_the_catalogue_holds_what_is_used_and_nothing_else():
    known = messages.translated()
    assert sorted(messages.used() - known.keys()) == []
    assert sorted(known.keys() - messages.used()) == []


@pytest.mark.parametrize(("key", "forms"), sorted(messages.translated().items()), ids=str)
def test_translations_have_the_fields_of_the_message_and_are_no_markup(key, forms):
    fields = set(messages.FIELD.findall(key[1]))
    assert len(forms) == (2 if "n" in fields else 1)
    for form in forms:
        assert form.strip()
        assert set(messages.FIELD.findall(form)) == fields
        assert not re.search('[<>&"`$\\\\]', form)
        assert not messages.CHINESE.search(form)


def test_the_compiled_catalogue_is_that_of_the_source():
    assert messages.COMPILED.read_bytes() == messages.compiled(), "run: python -m tests.pages.messages compile"
