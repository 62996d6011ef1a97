"""Every command says which Responder it is, without a product, settings or a store."""

import tomllib

import pytest

from responder import cli
from responder.domain.operations.installation import SCHEMA
from responder.domain.proof.backup import BadBackup, Header, header_of
from responder.local import supervisor
from tests.ops.support import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@pytest.mark.parametrize("main", [cli.main, supervisor.main])
def test_a_command_says_its_version(main, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert f"Responder {VERSION}" in capsys.readouterr().out


def test_a_backup_says_the_version_of_its_data_and_a_newer_one_is_refused():
    """I3: a restore that misreads a consent would opt somebody in."""
    line = Header("garage", 16, 1).plain()
    assert header_of(line).schema == SCHEMA

    with pytest.raises(BadBackup, match=f"of version {SCHEMA + 1}"):
        header_of(line | {"schema": SCHEMA + 1})


def test_a_backup_of_a_release_without_versions_is_read():
    line = Header("garage", 16, 1).plain()
    line.pop("schema")

    assert header_of(line).schema == 1
