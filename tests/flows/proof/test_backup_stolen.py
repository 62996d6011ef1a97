"""What a stolen backup file cannot do (SECURITY.md): it holds no session, and no secret that signs in."""

import json

import pytest

from responder.domain.staff.accounts import Role
from responder.flows.proof import backup
from responder.flows.staff import accounts, api_keys
from responder.store.core.api_keys import RedisApiKeys
from responder.store.proof.backup import Archive

PASSWORD = "correct horse battery"


@pytest.fixture
def file(world, at_desk, client) -> tuple[str, str, str]:
    """A session, the token of an API key, and the backup of the house that has both."""
    keys = world.deps.store.keys
    accounts.add(at_desk, "dana", "Dana Roy", Role.ADMIN, PASSWORD)
    _, session = accounts.sign_in(at_desk, "dana", PASSWORD)
    _, token = api_keys.issue(world.deps, RedisApiKeys(client, keys), "till", "operator")
    assert at_desk.accounts.of_session(session)
    lines = backup.backup(Archive(client, keys), world.deps, lambda done, everything: None)
    return session, token, json.dumps(list(lines))


def test_it_holds_the_accounts_and_nothing_that_signs_in(file):
    session, token, text = file
    assert "dana" in text
    assert "till" in text
    for secret in (PASSWORD, session, token, token.split("_", 2)[2]):
        assert secret not in text
    assert ":session:" not in text  # of old ones the list of hashes alone
