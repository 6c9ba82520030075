from __future__ import annotations

import pytest

from mentor.calls.folder import AT_ONCE, Entry, Job, Seen, Steadiness, Timing, is_ours, plan

pytestmark = pytest.mark.unit
TIMING = Timing(settle=3, alone=30, wait=600)


def entry(name, quiet=5.0, **facts):
    return Entry(Seen(name, 10, 1, **facts), quiet)


def jobs(*entries, tables=None, whole=(), timing=TIMING):
    return plan(entries, tables=tables or {}, whole=whole, timing=timing)


def test_a_recording_and_its_description_make_a_call():
    assert jobs(entry("a.json"), entry("a.WAV"), entry("b.mp3")) == [Job("call", ("a.json", "a.WAV"))]


def test_a_file_that_still_grows_is_waited_for():
    assert jobs(entry("a.json", 100), entry("a.wav", 1)) == []


def test_a_description_that_stands_alone_gives_its_recording_a_little_time():
    assert jobs(entry("a.json", 29), whole=["a.json"]) == []
    assert jobs(entry("a.json", 31), whole=["a.json"]) == [Job("call", ("a.json",))]


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.wav", "sidecar_missing"), ("a.json", "audio_missing"), ("a.docx", "unknown_file")],
)
def test_what_waits_in_vain_is_refused_and_never_forgotten(name, code):
    assert jobs(entry(name, 599)) == []
    assert jobs(entry(name, 601)) == [Job("refuse", (name,), code)]


def test_two_recordings_of_one_description_are_not_guessed_between():
    assert jobs(entry("a.json"), entry("a.wav"), entry("a.mp3")) == [
        Job("refuse", ("a.json", "a.mp3", "a.wav"), "several_recordings")
    ]


def test_a_table_waits_for_the_files_that_it_names():
    tables = {"list.csv": {"a.wav", "b.wav"}}
    assert jobs(entry("list.csv", 10), entry("a.wav", 10), tables=tables) == []
    assert jobs(entry("list.csv", 10), entry("a.wav", 10), entry("b.wav", 1), tables=tables) == []
    due = jobs(entry("list.csv", 10), entry("A.wav", 10), entry("b.wav", 10), tables=tables)
    assert due == [Job("table", ("list.csv", "A.wav", "b.wav"))]
    late = jobs(entry("list.csv", 601), entry("a.wav", 601), tables=tables)
    assert late == [Job("table", ("list.csv", "a.wav"))]


def test_a_link_is_refused_at_once():
    assert jobs(entry("a.wav", 0, regular=False)) == [Job("refuse", ("a.wav",), "not_a_file")]


def test_names_that_look_the_same_are_the_same():
    decomposed = "звонокй.json"
    assert jobs(entry(decomposed), entry("звонокй.wav"))[0].kind == "call"


def test_at_once_means_that_nothing_more_will_come():
    assert [job.kind for job in jobs(entry("a.wav", 0), entry("b.json", 0), timing=AT_ONCE)] == [
        "refuse",
        "refuse",
    ]


@pytest.mark.parametrize("name", [".hidden", "a.wav.part", "a.TMP", "a.wav~", "a.filepart"])
def test_unfinished_files_are_not_looked_at(name):
    assert not is_ours(name)


def test_a_file_is_steady_since_it_last_changed():
    steadiness = Steadiness()
    assert [e.quiet for e in steadiness.observe([Seen("a", 1, 1)], 100)] == [0]
    assert [e.quiet for e in steadiness.observe([Seen("a", 1, 1)], 105)] == [5]
    assert [e.quiet for e in steadiness.observe([Seen("a", 2, 1)], 106)] == [0]
    assert steadiness.observe([], 107) == []
    assert [e.quiet for e in steadiness.observe([Seen("a", 2, 1)], 108)] == [0]
