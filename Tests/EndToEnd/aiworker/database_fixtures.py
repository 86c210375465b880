"""Stores for tests; apart from `databases`, which the benchmark uses without pytest."""

import pytest

from .databases import FileStore, MariaDB


@pytest.fixture(scope="session")
def mariadb():
    """One server for the tests of a process that do it no harm."""
    server = MariaDB()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "mariadb"])
def store(request, tmp_path):
    """An empty store of each kind."""
    if request.param == "sqlite":
        return FileStore(tmp_path)
    return request.getfixturevalue("mariadb").database()
