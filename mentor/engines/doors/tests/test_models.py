"""The commands say what happened, what is safe and what to do; the exit status says it to scripts."""

from __future__ import annotations

import io

import pytest

from mentor.engines.doors.models import STOPPED, Desk, run_models
from mentor.engines.model_store.catalogue import catalogue
from mentor.engines.model_store.download import Downloader
from mentor.engines.model_store.pull import Internet, Nowhere
from mentor.engines.model_store.store import Store
from mentor.engines.model_store.tests.hub import Day, model_of, plain, running

pytestmark = pytest.mark.unit

DATA = b"net" * 100_000
TINY = model_of((plain("model.onnx", DATA, known=False),))
PATH = "/people/tiny/resolve/main/model.onnx"


class Screen(io.StringIO):
    """``tty``: whether it pretends to be a terminal."""

    tty = False

    def isatty(self):
        return self.tty


@pytest.fixture
def hub():
    with running() as one:
        one.files[PATH] = DATA
        yield one


def at(tmp_path, source, models=(TINY,)):
    return Desk(Store(tmp_path / "models"), source, ("tiny",), Screen(), Screen(), models)


def online(hub):
    return Internet(Downloader(pause=lambda _s: None), None, hub.url)


def test_list_shows_purpose_licence_size_and_state_of_every_model(tmp_path):
    desk = at(tmp_path, Nowhere(), catalogue())
    assert run_models("list", [], desk) == 0
    shown = desk.out.getvalue()
    for one in catalogue():
        assert one.name in shown
        assert one.licence in shown
    assert "запишет первая загрузка" in shown
    assert "контрольная сумма известна" in shown


def test_list_tells_where_each_file_comes_from(tmp_path, hub):
    desk = at(tmp_path, online(hub))
    assert run_models("list", [], desk, addresses=True) == 0
    assert desk.out.getvalue() == f"tiny/model.onnx\t{hub.url}{PATH}\n"


def test_pull_without_names_takes_what_the_settings_name(tmp_path, hub):
    desk = at(tmp_path, online(hub))
    assert run_models("pull", [], desk) == 0
    shown = desk.out.getvalue()
    assert "лицензия: MIT" in shown
    assert "100 %" in shown
    assert "записана сейчас: model.onnx" in shown
    assert run_models("verify", [], desk) == 0
    assert "tiny: цела" in desk.out.getvalue()


def test_a_terminal_gets_a_bar(tmp_path, hub):
    desk = at(tmp_path, online(hub))
    desk.out.tty = True
    run_models("pull", [], desk)
    assert "\r  " + "█" * 24 + " 100 %" in desk.out.getvalue()


def test_verify_fails_on_a_changed_file_and_says_what_to_do(tmp_path, hub):
    desk = at(tmp_path, online(hub))
    run_models("pull", [], desk)
    (tmp_path / "models/tiny/model.onnx").write_bytes(b"x" * len(DATA))
    assert run_models("verify", ["tiny"], desk) == 1
    assert "models remove tiny" in desk.out.getvalue()


def test_verify_of_nothing_says_so(tmp_path):
    desk = at(tmp_path, Nowhere())
    assert run_models("verify", [], desk) == 0
    assert "Моделей на этой машине нет" in desk.out.getvalue()


def test_remove_frees_and_warns_about_a_model_in_use(tmp_path, hub):
    desk = at(tmp_path, online(hub))
    run_models("pull", [], desk)
    assert run_models("remove", ["tiny"], desk) == 0
    assert "звонки ждут" in desk.out.getvalue()
    assert not (tmp_path / "models/tiny").exists()


def test_remove_needs_a_name(tmp_path):
    desk = at(tmp_path, Nowhere())
    assert run_models("remove", [], desk) == 2
    assert "Ничего не удалено" in desk.err.getvalue()


@pytest.mark.parametrize(
    ("day", "status"), [(Day(status=404), 3), (Day(content=b"", claim=0), 4), (Day(status=403), 3)]
)
def test_exit_statuses_tell_failures_apart(tmp_path, hub, day, status):
    hub.days[PATH] = [day]
    desk = at(tmp_path, online(hub))
    assert run_models("pull", [], desk) == status
    assert desk.err.getvalue().strip()


def test_an_unknown_model_is_a_mistake_of_the_command(tmp_path):
    desk = at(tmp_path, Nowhere())
    assert run_models("pull", ["nobody"], desk) == 2
    assert "«nobody»" in desk.err.getvalue()


def test_a_folder_that_cannot_be_written_is_named(tmp_path, hub):
    (tmp_path / "models").write_text("a file")
    desk = at(tmp_path, online(hub))
    assert run_models("pull", [], desk) == 5
    assert "MENTOR_MODELS_DIR" in desk.err.getvalue()


def test_ctrl_c_keeps_what_came(tmp_path):
    class Stopped(Nowhere):
        def fetch(self, *_given):
            raise KeyboardInterrupt

    desk = at(tmp_path, Stopped())
    assert run_models("pull", [], desk) == STOPPED
    assert "продолжит" in desk.err.getvalue()
