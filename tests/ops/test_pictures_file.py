"""The file of pictures beside a backup: whole, private; nothing goes back that the album did not write."""

import io
import tarfile

import pytest

from responder.adapters.media_files import FileAlbum
from responder.adapters.proof import media_archive
from responder.adapters.proof.media_archive import BadPictures
from tests.pictures import photo

SECRET = "a secret that nobody can guess"


@pytest.fixture
def album(tmp_path):
    found = FileAlbum(tmp_path / "pictures", SECRET)
    found.keep("MM1", 0, photo(), "image/jpeg")
    found.attach("MM1", 1, b"BEGIN:VCARD", "text/vcard")
    return found


def tar_of(path, *members):
    with tarfile.open(path, "w") as tar:
        for name, content in (*members, ("END", str(len(members)).encode())):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_pictures_and_files_come_back_as_they_were(album, tmp_path):
    (tmp_path / "pictures" / "not-ours.txt").write_text("left here by somebody")
    file = tmp_path / "backup.pictures.tar"
    assert media_archive.pack(tmp_path / "pictures", file) == 3
    assert file.stat().st_mode & 0o777 == 0o600

    assert media_archive.check(file) == media_archive.unpack(file, tmp_path / "other") == 3
    back = FileAlbum(tmp_path / "other", SECRET)
    kept = album.keep("MM1", 0, photo(), "image/jpeg")
    path = back.path(kept.id, small=True)
    assert path.read_bytes() == album.path(kept.id, small=True).read_bytes()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    back.forget("MM1")
    assert back.path(kept.id, small=True) is None


def test_an_installation_that_got_no_picture_yet_has_a_file_all_the_same(tmp_path):
    file = tmp_path / "backup.pictures.tar"
    assert media_archive.pack(tmp_path / "never-made", file) == 0
    assert media_archive.check(file) == 0


def test_a_file_that_was_cut_off_is_known_before_anything_is_written(album, tmp_path):
    file = tmp_path / "backup.pictures.tar"
    media_archive.pack(tmp_path / "pictures", file)
    whole = file.read_bytes()
    for length in (0, 100, 700, whole.index(b"END\0") - 512, whole.index(b"END\0")):
        file.write_bytes(whole[:length])
        with pytest.raises(BadPictures):
            media_archive.check(file)


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/etc/passwd", "ab/../../evil.jpg", "a" * 32 + "/0.jpg", f"ab/{'a' * 32}/0.file.ex/e"],
)
def test_a_name_that_is_not_the_albums_is_refused(tmp_path, name):
    file = tar_of(tmp_path / "backup.pictures.tar", (name, b"x"))
    with pytest.raises(BadPictures):
        media_archive.unpack(file, tmp_path / "other")
    assert not (tmp_path / "evil").exists()


def test_a_link_is_refused(tmp_path):
    file = tmp_path / "backup.pictures.tar"
    with tarfile.open(file, "w") as tar:
        link = tarfile.TarInfo(f"ab/{'a' * 32}/0.jpg")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BadPictures):
        media_archive.check(file)
