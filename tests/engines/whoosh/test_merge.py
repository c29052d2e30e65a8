"""Merging: the same records as before without the deleted ones, and rarely much work."""

import random

import pytest
from groups import everything, fill, group, segment
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.engines.whoosh import merge
from searchkit.engines.whoosh.batch import Batch, new_name
from searchkit.engines.whoosh.merge import MOST_SEGMENTS, MOST_SMALL_SEGMENTS, choose
from searchkit.engines.whoosh.segment import SegmentInfo, SegmentReader


def without(reader, *numbers):
    """The reader as a commit sees it that deleted some groups."""
    info = reader.info
    gone = set()
    for start in reader.article_docs:
        if reader.stored(start)["id"] in {f"a{number}" for number in numbers}:
            gone.update(reader.group(start))
    return reader.with_info(SegmentInfo(info.name, info.documents, info.articles, info.lengths, frozenset(gone)))


def merged(folder, *readers):
    return SegmentReader(folder, merge.merge(folder, readers, new_name()))


def fresh(folder, numbers, **how):
    return everything(segment(folder, numbers, **how))


@pytest.mark.parametrize(
    "parts", [[range(9)], [range(5), range(5, 9)], [range(0, 300, 2), range(1, 300, 2)], [range(200), range(200, 203)]]
)
def test_merging_gives_the_segment_that_would_have_been_written_at_once(tmp_path, parts):
    readers = [segment(tmp_path, numbers) for numbers in parts]
    numbers = sorted(number for part in parts for number in part)
    assert everything(merged(tmp_path, *readers)) == fresh(tmp_path, numbers)


def test_what_was_deleted_is_gone_terms_and_lengths_included(tmp_path):
    one, two = without(segment(tmp_path, range(20)), 3, 4, 19), without(segment(tmp_path, range(20, 40)), 20, 31)
    numbers = [number for number in range(40) if number not in (3, 4, 19, 20, 31)]
    found = merged(tmp_path, one, two)
    wanted = segment(tmp_path, numbers)
    assert everything(found) == everything(wanted)
    assert dict(found.term_items("body")).keys() == dict(wanted.term_items("body")).keys()
    assert found.info.lengths == wanted.info.lengths
    assert (found.info.documents, found.info.articles) == (wanted.info.documents, wanted.info.articles)


def test_groups_of_a_merged_segment_stand_in_order_of_day(tmp_path):
    found = merged(tmp_path, segment(tmp_path, range(0, 50, 2)), segment(tmp_path, range(1, 50, 2)))
    days = [found.days("date")[doc] for doc in found.article_docs]
    assert days == sorted(days)


def test_a_merge_leaves_no_file_but_the_segment(tmp_path):
    one = segment(tmp_path, range(4))
    found = merged(tmp_path, one)
    assert {path.name for path in tmp_path.iterdir()} == {one.path.name, found.path.name}


@given(
    st.lists(st.sets(st.integers(0, 40), min_size=1, max_size=8), min_size=1, max_size=4),
    st.sets(st.integers(0, 40)),
    st.randoms(),
)
@settings(max_examples=25, deadline=None)
def test_any_segments_merge_into_what_a_batch_would_write(tmp_path_factory, parts, gone, rng):
    folder = tmp_path_factory.mktemp("merge")
    readers, left, seen = [], [], set()
    for part in parts:
        numbers = [number for number in part if number not in seen]
        seen.update(numbers)
        if numbers:
            rng.shuffle(numbers)
            readers.append(without(segment(folder, numbers, words=rng.randint(1, 200)), *gone))
            left += [number for number in numbers if number not in gone]
    if left:
        found = merged(folder, *readers)
        assert sorted(name for name, place in everything(found) if place == 0) == sorted(f"a{number}" for number in left)
        separate = {name: record for reader in readers for name, record in everything(reader).items()}
        assert everything(found) == separate


def test_a_segment_with_many_deletions_is_written_anew_and_one_with_few_is_not():
    assert choose([("a", 100, 26), ("b", 100, 25)]) == [["a"]]


def test_few_segments_are_left_alone():
    assert choose([(f"s{number}", 10, 0) for number in range(MOST_SMALL_SEGMENTS)]) == []
    assert choose([(f"s{number}", 10_000, 0) for number in range(MOST_SEGMENTS)]) == []


def test_a_small_commit_beside_large_segments_merges_only_small_ones():
    sizes = [100_000, 50_000, 20_000, 9_000, 4_000, 2_000, 900, 3, 2]
    assert choose([(str(size), size, 0) for size in sizes]) == [["2", "3"]]


@pytest.mark.parametrize("commits, most_written", [(100, 5), (1_000, 12), (10_000, 17)])
def test_many_small_commits_never_pass_the_bound_and_write_each_document_a_few_times(commits, most_written):
    rng = random.Random(1)
    sizes, written, total = {}, 0, 0
    for number in range(commits):
        sizes[str(number)] = rng.randint(1, 12)
        total += sizes[str(number)]
        for names in choose([(name, size, 0) for name, size in sizes.items()]):
            size = sum(sizes.pop(name) for name in names)
            written += size
            sizes[f"{names[0]}+"] = size
        assert len(sizes) <= MOST_SEGMENTS
    assert written <= most_written * total


def test_a_batch_and_a_merge_of_one_article_are_the_same_bytes_but_for_names(tmp_path):
    batch = Batch("english")
    fill(batch, [7])
    one = SegmentReader(tmp_path, batch.write(tmp_path, "MAIN_aaaaaaaaaaaaaaaa"))
    other = SegmentReader(tmp_path, merge.merge(tmp_path, [one], "MAIN_bbbbbbbbbbbbbbbb"))
    for name in ("pst", "trm", "_body_len.col", "date.col", "speakers.val", "_stored.col"):
        assert one._shared.column(name) == other._shared.column(name), name
    assert group(7)[0].id == one.stored(0)["id"]
