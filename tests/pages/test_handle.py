"""The one handle on the build."""

import gc


def test_what_is_loaded_is_left_out_of_garbage_collection(app):
    gc.unfreeze()
    app.open()
    assert not app.test.exception
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
