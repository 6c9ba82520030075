"""Every pull ends in a whole model or in a clear refusal that leaves what was there before."""

from __future__ import annotations

import random

import pytest

from mentor.engines.model_store import archive
from mentor.engines.model_store.catalogue import catalogue, model, read
from mentor.engines.model_store.download import ATTEMPTS, LONGEST_PAUSE_S, Downloader
from mentor.engines.model_store.errors import FolderError, UnknownModelError, UnreachableError, WrongFileError
from mentor.engines.model_store.pull import Folder, Internet, Nowhere, pull, source_from
from mentor.engines.model_store.store import Store, read_record

from .hub import Day, model_of, packed, plain, running, tar

pytestmark = pytest.mark.unit

BIG = random.Random(5).randbytes(3_000_000)
SMALL = b'{"version": "v3"}'
PATH = "/people/tiny/resolve/main/model.onnx"


@pytest.fixture
def hub():
    with running() as one:
        one.files = {PATH: BIG, "/people/tiny/resolve/main/config.json": SMALL}
        yield one


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models")


def tiny(*, known=True):
    return model_of((plain("config.json", SMALL, known=known), plain("model.onnx", BIG, known=known)))


class Fetching:
    """Pulls and remembers pauses and progress."""

    def __init__(self, hub, mirror=None):
        self.pauses: list[float] = []
        self.seen: list[tuple[int, int | None]] = []
        self.source = Internet(Downloader(pause=self.pauses.append), mirror, hub.url)

    def __call__(self, wanted, store):
        return pull(
            wanted, store, self.source, lambda _file: lambda done, total: self.seen.append((done, total))
        )


def whole(store, wanted):
    return store.state(wanted) == "here" and store.verify(wanted) == []


def nothing_half_done(store, wanted):
    return not store.place(wanted).exists() and store.state(wanted) in ("absent", "partial")


def test_a_model_comes_whole_checked_and_recorded(hub, store):
    fetch = Fetching(hub)
    assert fetch(tiny(), store) == "pulled"
    assert (store.place(tiny()) / "model.onnx").read_bytes() == BIG
    assert whole(store, tiny())
    assert fetch.seen[-1] == (len(BIG), len(BIG))
    assert not store.incoming(tiny()).exists()


def test_a_model_that_is_here_is_not_asked_for_again(hub, store):
    Fetching(hub)(tiny(), store)
    hub.asked.clear()
    assert Fetching(hub)(tiny(), store) == "already"
    assert hub.asked == []


def test_a_broken_download_goes_on_where_it_stopped(hub, store):
    hub.days[PATH] = [Day(cut=1_200_000), Day(cut=900_000)]
    assert Fetching(hub)(tiny(), store) == "pulled"
    ranges = hub.bytes_asked(PATH)
    assert ranges[0] is None
    starts = [int(asked.removeprefix("bytes=").rstrip("-")) for asked in ranges[1:]]
    assert starts == sorted(starts)
    assert 0 < starts[0] <= 1_200_000
    assert whole(store, tiny())


def test_the_next_command_goes_on_where_the_last_gave_up(hub, store):
    hub.days[PATH] = [Day(cut=1_000_000), *[Day(status=503)] * ATTEMPTS]
    with pytest.raises(UnreachableError, match="продолжится"):
        Fetching(hub)(tiny(), store)
    assert nothing_half_done(store, tiny())
    hub.asked.clear()
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert [path for path, _ in hub.asked] == [PATH]  # config.json was checked and kept
    assert hub.asked[0][1] is not None


def test_a_server_without_ranges_sends_all_of_it_again(hub, store):
    hub.days[PATH] = [Day(cut=1_000_000), Day(ranges=False)]
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert whole(store, tiny())


def test_a_file_that_changed_between_two_tries_is_not_glued_together(hub, store):
    hub.days[PATH] = [Day(cut=1_000_000), *[Day(status=503)] * ATTEMPTS]
    with pytest.raises(UnreachableError):
        Fetching(hub)(tiny(known=False), store)
    hub.files[PATH] = bytes(reversed(BIG))
    Fetching(hub)(tiny(known=False), store)
    assert (store.place(tiny()) / "model.onnx").read_bytes() == bytes(reversed(BIG))


def test_416_after_the_last_byte_is_the_end_and_otherwise_a_new_beginning(hub, store):
    part = store.incoming(tiny()) / "model.onnx.part"
    hub.days[PATH] = [Day(cut=1_000_000), Day(status=416), Day()]
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert whole(store, tiny())
    assert not part.exists()


def test_a_part_that_is_already_whole_needs_no_more_bytes(hub, store):
    hub.days[PATH] = [Day(claim=len(BIG) + 10), *[Day(status=503)] * ATTEMPTS]
    unknown = tiny(known=False)
    with pytest.raises(UnreachableError):
        Fetching(hub)(unknown, store)
    assert (store.incoming(unknown) / "model.onnx.part").stat().st_size == len(BIG)
    hub.asked.clear()
    assert Fetching(hub)(unknown, store) == "pulled"
    assert len(hub.asked) == 1
    assert whole(store, unknown)


def test_a_server_that_goes_on_from_another_place_is_not_believed(hub, store):
    hub.days[PATH] = [Day(cut=1_000_000), Day(shift=7)]
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert whole(store, tiny())


@pytest.mark.parametrize("status", [404, 410, 401, 403, 451])
def test_a_refusal_is_final_and_leaves_nothing(hub, store, status):
    hub.days[PATH] = [Day(status=status)]
    fetch = Fetching(hub)
    with pytest.raises(UnreachableError, match=str(status)) as refused:
        fetch(tiny(), store)
    assert "MENTOR_MODELS_MIRROR" in str(refused.value)
    assert fetch.pauses == []
    assert nothing_half_done(store, tiny())


def test_a_server_in_a_hurry_is_waited_for_as_long_as_it_asks(hub, store):
    hub.days[PATH] = [
        Day(status=429, headers={"Retry-After": "7"}),
        Day(status=429, headers={"Retry-After": "9000"}),
    ]
    fetch = Fetching(hub)
    assert fetch(tiny(), store) == "pulled"
    assert fetch.pauses == [7.0, LONGEST_PAUSE_S]


def test_a_server_that_never_recovers_is_left_after_a_few_tries(hub, store):
    hub.days[PATH] = [Day(status=500)] * 50
    fetch = Fetching(hub)
    with pytest.raises(UnreachableError, match="500"):
        fetch(tiny(), store)
    assert len(hub.bytes_asked(PATH)) == ATTEMPTS
    assert fetch.pauses == sorted(fetch.pauses)


def test_a_machine_without_a_way_out_is_told_so(store):
    gone = Internet(Downloader(pause=lambda _s: None), None, "http://127.0.0.1:9")
    with pytest.raises(UnreachableError, match="нет связи"):
        pull(tiny(), store, gone, lambda _file: lambda *_: None)


@pytest.mark.parametrize(
    "day",
    [
        Day(content=b"x" * len(BIG)),
        Day(content=BIG + b"more"),
        Day(content=BIG[:-5]),
        Day(content=b""),
        Day(content=b"<html>sign in</html>", headers={"Content-Type": "text/html; charset=utf-8"}),
    ],
    ids=["other content", "longer", "shorter", "empty", "a page"],
)
def test_another_file_than_the_documented_one_is_refused_and_gone(hub, store, day):
    hub.days[PATH] = [day]
    with pytest.raises(WrongFileError, match="прежние модели целы"):
        Fetching(hub)(tiny(), store)
    assert nothing_half_done(store, tiny())
    assert not (store.incoming(tiny()) / "model.onnx.part").exists()


def test_a_page_instead_of_an_undocumented_file_is_refused_too(hub, store):
    hub.days[PATH] = [Day(content=b"<html>", headers={"Content-Type": "text/html"})]
    with pytest.raises(WrongFileError, match="страница"):
        Fetching(hub)(tiny(known=False), store)


def test_a_continued_file_with_a_wrong_sum_is_fetched_once_more_from_its_beginning(hub, store):
    hub.days[PATH] = [Day(cut=1_000_000, content=b"y" * len(BIG)), Day()]
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert whole(store, tiny())


def test_the_hubs_own_word_counts_where_nothing_is_documented(hub, store):
    truth = {"X-Linked-Etag": f'"{"0" * 64}"'}
    hub.days[PATH] = [Day(headers=truth)]
    with pytest.raises(WrongFileError, match="не сошлась"):
        Fetching(hub)(tiny(known=False), store)


def test_a_sum_that_nobody_knows_is_recorded_by_the_first_pull_and_compared_later(hub, store):
    Fetching(hub)(tiny(known=False), store)
    record = read_record(store.place(tiny()))
    assert record is not None
    assert {known.checked for known in record.files.values()} == {"first"}
    file = store.place(tiny()) / "model.onnx"
    file.write_bytes(BIG[:-1] + b"!")
    assert store.verify(tiny()) == ["model.onnx: содержимое изменилось"]
    file.write_bytes(BIG[:-1])
    assert store.verify(tiny()) == ["model.onnx: другой размер"]
    file.unlink()
    assert store.verify(tiny()) == ["model.onnx: файла нет"]
    assert store.state(tiny()) == "damaged"


def test_a_damaged_model_is_replaced_only_by_a_whole_one(hub, store):
    Fetching(hub)(tiny(), store)
    (store.place(tiny()) / "config.json").unlink()
    hub.days[PATH] = [Day(status=404)]
    with pytest.raises(UnreachableError):
        Fetching(hub)(tiny(), store)
    assert (store.place(tiny()) / "model.onnx").read_bytes() == BIG
    assert Fetching(hub)(tiny(), store) == "pulled"
    assert whole(store, tiny())


def test_an_installation_that_was_cut_off_is_mended_by_the_next_command(hub, store):
    Fetching(hub)(tiny(), store)
    aside = store.folder / ".incoming" / "tiny.former"
    store.place(tiny()).rename(aside)
    assert Fetching(hub)(tiny(), store) == "already"
    assert whole(store, tiny())
    assert not aside.exists()


def test_files_put_there_by_hand_are_recorded_not_downloaded(hub, store):
    place = store.place(tiny())
    place.mkdir(parents=True)
    (place / "model.onnx").write_bytes(BIG)
    (place / "config.json").write_bytes(SMALL)
    assert store.state(tiny()) == "by hand"
    assert Fetching(hub)(tiny(), store) == "adopted"
    assert hub.asked == []
    assert whole(store, tiny())


def test_wrong_files_put_there_by_hand_are_named_and_left_alone(hub, store):
    place = store.place(tiny())
    place.mkdir(parents=True)
    (place / "model.onnx").write_bytes(b"other")
    (place / "config.json").write_bytes(SMALL)
    with pytest.raises(WrongFileError, match="не тот файл"):
        Fetching(hub)(tiny(), store)
    assert (place / "model.onnx").read_bytes() == b"other"


def test_two_commands_do_not_work_on_one_model(hub, store):
    with store.busy(tiny()), pytest.raises(FolderError, match="другая команда"):
        Fetching(hub)(tiny(), store)


def test_a_full_disk_is_refused_before_the_first_byte(hub, store, monkeypatch):
    monkeypatch.setattr(store, "free", lambda: 1_000_000)
    with pytest.raises(FolderError, match="не хватает места"):
        Fetching(hub)(tiny(), store)
    assert hub.bytes_asked(PATH) == []


def test_removing_frees_the_place_and_what_was_on_its_way(hub, store):
    Fetching(hub)(tiny(), store)
    store.incoming(tiny()).mkdir()
    assert store.remove(tiny()) >= len(BIG)
    assert store.state(tiny()) == "absent"


def test_a_mirror_is_asked_by_the_models_name(hub, store):
    hub.files = {"/mirror/tiny/model.onnx": BIG, "/mirror/tiny/config.json": SMALL}
    assert Fetching(hub, f"{hub.url}/mirror/")(tiny(), store) == "pulled"
    assert {path for path, _ in hub.asked} == set(hub.files)


def test_a_folder_may_be_the_mirror_and_is_checked_all_the_same(tmp_path, store):
    mirror = tmp_path / "stick" / "tiny"
    mirror.mkdir(parents=True)
    (mirror / "config.json").write_bytes(SMALL)
    source = Folder(tmp_path / "stick")
    with pytest.raises(UnreachableError, match="нет файла"):
        pull(tiny(), store, source, lambda _file: lambda *_: None)
    (mirror / "model.onnx").write_bytes(BIG[::-1])
    with pytest.raises(WrongFileError):
        pull(tiny(), store, source, lambda _file: lambda *_: None)
    (mirror / "model.onnx").write_bytes(BIG)
    assert pull(tiny(), store, source, lambda _file: lambda *_: None) == "pulled"
    assert whole(store, tiny())


def test_an_archive_is_unpacked_without_its_outer_folder_and_goes(hub, store):
    data = tar({"voice/a.onnx": b"net", "voice/espeak-ng-data/phontab": b"p", "README": b"outside"})
    wanted = model_of((packed("voice.tar.bz2", data, ("a.onnx", "espeak-ng-data/phontab")),))
    hub.files["/people/tiny/resolve/main/voice.tar.bz2"] = data
    assert Fetching(hub)(wanted, store) == "pulled"
    names = {
        p.relative_to(store.place(wanted)).as_posix() for p in store.place(wanted).rglob("*") if p.is_file()
    }
    assert names == {"a.onnx", "espeak-ng-data/phontab", ".mentor-model.json"}
    assert whole(store, wanted)


@pytest.mark.parametrize(
    "data",
    [
        tar({"voice/../../escaped": b"x", "voice/tokens.txt": b"t"}),
        tar({"voice/tokens.txt": b"t"}, links={"voice/a.onnx": "/etc/passwd"}),
        tar({"other/a.onnx": b"x"}),
        tar({"voice/a.onnx": b"x" * 5_000})[:-40],
        b"no archive at all",
        tar({f"voice/{number}": b"" for number in range(9)} | {"voice/a.onnx": b"x"}),
    ],
    ids=["climbs out", "link", "other folder", "cut", "no archive", "too many"],
)
def test_a_bad_archive_is_refused_and_nothing_leaves_the_folder(hub, store, tmp_path, data, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 8)
    wanted = model_of((packed("voice.tar.bz2", data, ("a.onnx",), known=False),))
    hub.files["/people/tiny/resolve/main/voice.tar.bz2"] = data
    with pytest.raises(WrongFileError, match="Прежние модели целы"):
        Fetching(hub)(wanted, store)
    assert nothing_half_done(store, wanted)
    assert not list(tmp_path.rglob("escaped"))


def test_settings_choose_the_source():
    assert isinstance(source_from("", {}), Internet)
    assert isinstance(source_from("", {"HF_HUB_OFFLINE": "1"}), Nowhere)
    assert isinstance(source_from("https://mirror.example", {"HF_HUB_OFFLINE": "1"}), Nowhere)
    assert isinstance(source_from("/mnt/models", {"HF_HUB_OFFLINE": "1"}), Folder)
    other = source_from("", {"HF_ENDPOINT": "https://hub.example/"})
    wanted = model("t-one")
    assert other.address(wanted, wanted.files[0]).startswith("https://hub.example/t-tech/T-one/resolve/106f")


def test_offline_nothing_is_asked(store):
    with pytest.raises(UnreachableError, match="HF_HUB_OFFLINE"):
        pull(tiny(), store, Nowhere(), lambda _file: lambda *_: None)
    assert nothing_half_done(store, tiny())


def test_the_shipped_catalogue_reads_and_names_what_each_purpose_needs():
    purposes = {one.purpose for one in catalogue()}
    assert purposes == {"recognition", "streaming", "voice", "speakers", "encoder"}
    for one in catalogue():
        assert one.licence
        assert all(one.address(file).startswith("https://") for file in one.files)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownModelError, match="gigaam-v3-e2e-rnnt"):
        model("gigaam")


@pytest.mark.parametrize(
    "wrong",
    ['path = "../a", size = 1', 'path = "/a", size = 1', 'path = "a"', 'path = "a", size = 1, sha256 = "1"'],
)
def test_a_catalogue_with_a_mistake_is_refused(wrong):
    with pytest.raises(ValueError, match="x: "):
        read(f'[[model]]\nname = "x"\npurpose = "voice"\nrepository = "a/b"\nfile = [{{ {wrong} }}]\n')
