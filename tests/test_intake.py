"""What is sent with a form stays in the memory of its request."""

from io import BytesIO

import pytest
from flask import request

pytestmark = pytest.mark.one_database


def test_a_large_file_is_never_put_on_a_disk(app):
    with app.test_request_context("/", method="POST"):
        assert isinstance(request._get_file_stream(900_000, "text/plain"), BytesIO)
        assert not request.htmx
