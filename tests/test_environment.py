"""Which names rule files may use."""

from bot.environment import read_environment


def test_the_environment_goes_before_the_env_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("FEED_ONE=file ${FEED_TWO}\nFEED_TWO=file\nALONE\n")
    monkeypatch.setenv("FEED_TWO", "environment")
    found = read_environment(tmp_path)
    assert (found["FEED_ONE"], found["FEED_TWO"]) == ("file ${FEED_TWO}", "environment")
    assert "ALONE" not in found


def test_settings_of_the_bot_are_out_of_reach(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("TOCSIN_TELEGRAM_TOKEN=1:file\n")
    monkeypatch.setenv("TOCSIN_PROXY", "http://me:secret@proxy.example:1")
    monkeypatch.setenv("tocsin_database", "here")
    assert not [name for name in read_environment(tmp_path) if name.upper().startswith("TOCSIN_")]


def test_a_file_that_cannot_be_read_holds_nothing(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe=")
    assert "PATH" in read_environment(tmp_path)
