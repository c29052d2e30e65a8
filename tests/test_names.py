"""Names: variants of one person are found, two people of similar names stay apart."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import InputError
from searchkit.names import Aliases, NameIndex, fold, group, matches, name_key, name_tokens, owner_of, same_person

VARIANTS = Path(__file__).parent / "data" / "name_variants.tsv"

names = st.text(alphabet="abcdeghijklmnoqrstuvwxyz AJR.-'’éłøßЖя", max_size=24)


def pairs(relation: str, batch: str = "") -> list[tuple[str, str]]:
    with VARIANTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["a"], row["b"]) for row in rows if row["relation"] == relation and batch in ("", row["batch"])]


@pytest.mark.parametrize(("batch", "merged", "found"), [("first", 0.93, 0.94), ("later", 0.86, 0.89)])
def test_most_spellings_of_public_figures_are_one_person(batch: str, merged: float, found: float) -> None:
    same = pairs("same", batch)
    assert len(same) >= 100
    assert sum(same_person(a, b) for a, b in same) / len(same) >= merged
    assert sum(matches(a, b) for a, b in same) / len(same) >= found


@pytest.mark.parametrize(
    ("batch", "taken_for_one"),
    [pytest.param("first", [], id="first"), pytest.param("later", [("Stephen King", "Steve King")], id="later")],
)
def test_namesakes_and_similar_names_stay_apart(batch: str, taken_for_one: list[tuple[str, str]]) -> None:
    different = pairs("different", batch)
    assert len(different) >= 40
    assert [(a, b) for a, b in different if same_person(a, b) or same_person(b, a)] == taken_for_one


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Lech  Wałęsa", "lech walesa", id="polish"),
        pytest.param("Ole Gunnar Solskjær", "ole gunnar solskjaer", id="danish"),
        pytest.param("Jens Weißflog", "jens weissflog", id="sharp s"),
        pytest.param("Mu‘ammar al-Qadhāfī", "muammar al-qadhafi", id="arabic transcription"),
        pytest.param("Владимир Путин", "vladimir putin", id="cyrillic"),
        pytest.param("Αλέξης Τσίπρας", "alexis tsipras", id="greek"),
        pytest.param("İsmail Kılıç", "ismail kilic", id="turkish"),
        pytest.param("", "", id="empty"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        pytest.param("Foreign Minister Ana Cruz", ("ana", "cruz"), id="title of two words"),
        pytest.param("Sen. Ana de la Cruz, MP", ("ana", "de", "la", "cruz"), id="letters behind the name"),
        pytest.param("Gen. Abdel Fattah el-Sisi", ("abdel", "fattah", "sisi"), id="arabic article"),
        pytest.param("Kim Jong-un", ("kim", "jong", "un"), id="hyphen"),
        pytest.param("Prince", ("prince",), id="a title alone is a name"),
        pytest.param("John Major", ("john", "major"), id="a title as a surname"),
    ],
)
def test_tokens_leave_out_titles(name: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(name) == tokens


def test_transliterations_share_a_key() -> None:
    assert len({name_key(word) for word in ("gaddafi", "qadhafi", "kadafi", "gadhafi", "qaddafi")}) == 1
    assert len({name_key(word) for word in ("zelensky", "zelenskyy", "zelenskiy", "selenskyj")}) == 1


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        pytest.param("Clinton", "Bill Clinton", True, id="surname"),
        pytest.param("bill", "William Clinton", True, id="given name in short"),
        pytest.param("Haniya", "Ismail Haniyeh", True, id="spelling"),
        pytest.param("B. Clinton", "Bill Clinton", True, id="initial asked"),
        pytest.param("Bill Clinton", "B. Clinton", True, id="initial there"),
        pytest.param("Hillary Clinton", "Bill Clinton", False, id="another given name"),
        pytest.param("Bill Clinton", "Clinton", False, id="a bare surname says too little"),
        pytest.param("President Xi", "Xi Jinping", True, id="title asked"),
        pytest.param("Jong-un", "Kim Jong Un", True, id="part with a hyphen"),
        pytest.param("Human", "Ali Khamenei", False, id="same consonants nearly"),
        pytest.param("", "Ali Khamenei", False, id="nothing asked"),
        pytest.param("Mary", "Marie Curie", True, id="related given names"),
    ],
)
def test_what_a_query_for_a_name_matches(query: str, name: str, expected: bool) -> None:
    assert matches(query, name) is expected


COUNTS = {
    "Bill Clinton": 5,
    "William J. Clinton": 2,
    "Hillary Clinton": 9,
    "Clinton": 30,
    "Ismail Haniyeh": 4,
    "Esmail Haniyeh": 7,
    "George Bush": 3,
    "George W. Bush": 6,
    "George H. W. Bush": 2,
}


def test_groups_have_the_fullest_then_most_frequent_name() -> None:
    groups = {found.name: (found.variants, found.count) for found in group(COUNTS)}
    assert groups["Bill Clinton"] == (("Bill Clinton", "William J. Clinton"), 7)
    assert groups["Esmail Haniyeh"] == (("Esmail Haniyeh", "Ismail Haniyeh"), 11)
    assert groups["Hillary Clinton"] == (("Hillary Clinton",), 9)


def test_a_bare_surname_and_a_name_that_fits_two_people_stay_alone() -> None:
    alone = {found.name for found in group(COUNTS) if len(found.variants) == 1}
    assert {"Clinton", "George Bush", "George W. Bush", "George H. W. Bush"} <= alone


@given(st.lists(st.tuples(names, st.integers(1, 9)), max_size=12), st.randoms(use_true_random=False))
def test_groups_hold_every_name_once_in_any_order_of_input(counts: list[tuple[str, int]], shuffler: random.Random) -> None:
    found = group(counts)
    assert sorted(name for one in found for name in one.variants) == sorted({name for name, _ in counts})
    assert sum(one.count for one in found) == sum(count for _, count in counts)
    shuffler.shuffle(counts)
    assert group(counts) == found


@given(names, names)
def test_being_the_same_person_is_symmetric(a: str, b: str) -> None:
    assert same_person(a, b) == same_person(b, a)
    assert same_person(a, a)
    assert fold(fold(a)) == fold(a)


def test_the_index_finds_what_a_scan_with_matches_finds() -> None:
    people = sorted({name for relation in ("same", "different") for pair in pairs(relation) for name in pair})
    index = NameIndex(people)
    for query in people[::7] + [name.split()[-1] for name in people[::5]]:
        assert index.matching(query) == [name for name in people if matches(query, name)]


def test_comparisons_grow_with_the_vocabulary_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    from searchkit.names import people

    compared = 0
    original: Callable[[str, str], bool] = people.same_person

    def counting(a: str, b: str) -> bool:
        nonlocal compared
        compared += 1
        return original(a, b)

    monkeypatch.setattr(people, "same_person", counting)
    vocabulary = [
        f"{given} {first}{second}" for given in ("Ana", "Bo", "Carl", "Dora") for first in SYLLABLES for second in SYLLABLES
    ]
    group((name, 1) for name in vocabulary)
    assert compared < 10 * len(vocabulary)


SYLLABLES = [
    "kar",
    "lom",
    "min",
    "ret",
    "dov",
    "sig",
    "tor",
    "ban",
    "gul",
    "per",
    "fas",
    "vel",
    "nid",
    "hum",
    "zab",
    "pik",
    "rul",
    "bek",
    "mot",
]


@pytest.mark.parametrize(
    ("surname", "names", "owner"),
    [
        pytest.param("Venn", ["Orla Venn", "Aske Tarn", "Venn"], "Orla Venn", id="one"),
        pytest.param("Minister Venn", ["Sen. Orla Venn"], "Sen. Orla Venn", id="titles"),
        pytest.param("Haniyeh", ["Ismail Haniyeh", "Esmail Haniyeh"], "Esmail Haniyeh", id="spellings"),
        pytest.param("Bush", ["George Bush", "George W. Bush", "George H. W. Bush"], None, id="fits two"),
        pytest.param("Venn", ["Orla Venn", "Orla Venn Jr."], None, id="father and son"),
        pytest.param("Venn", ["Orla Venn", "Venn Tarn"], None, id="a given name too"),
        pytest.param("Clark", ["Ida Clarke"], None, id="only alike"),
        pytest.param("Venn", ["Venn"], None, id="itself"),
        pytest.param("", ["Orla Venn"], None, id="nothing"),
    ],
)
def test_a_bare_surname_has_an_owner_where_one_person_has_it(surname: str, names: list[str], owner: str | None) -> None:
    found = owner_of(surname, dict.fromkeys(names, 1))
    assert (found and found.name) == owner


def test_aliases_join_what_spelling_does_not_and_keep_apart_what_it_does() -> None:
    aliases = Aliases({"Masoud Pezeshkian": ["Pezeshkian", "M. Peseschkian"]}, {"Michael Jordan": ["Michael B. Jordan"]})
    counts = {"Pezeshkian": 8, "Masoud Pezeshkian": 3, "Michael Jordan": 2, "Michael B. Jordan": 2}
    grouped = {found.name: found.variants for found in group(counts, aliases)}
    assert grouped == {
        "Masoud Pezeshkian": ("Pezeshkian", "Masoud Pezeshkian"),
        "Michael Jordan": ("Michael Jordan",),
        "Michael B. Jordan": ("Michael B. Jordan",),
    }
    index = NameIndex(counts, aliases)
    assert index.matching("M. Peseschkian") == ["Masoud Pezeshkian", "Pezeshkian"]
    assert index.matching("Michael Jordan") == ["Michael Jordan"]


def test_people_of_the_aliases_are_whole_before_spelling_adds_to_them() -> None:
    aliases = Aliases({"Bo Lind": ["Bosse Lindh"]}, {"Bosse Lindh": ["Bo Lindh"]})
    grouped = group({"Bo Lindh": 9, "Bo Lind": 3, "Bosse Lindh": 1}, aliases)
    assert [(found.name, found.variants) for found in grouped] == [
        ("Bo Lindh", ("Bo Lindh",)),
        ("Bo Lind", ("Bo Lind", "Bosse Lindh")),
    ]


def test_an_alias_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "aliases.toml"
    file.write_text(
        '"Masoud Pezeshkian" = ["Massoud Pezeshkian", "Pezeshkian"]\n[distinct]\n"Ana Cruz" = ["Anna Cruz"]\n', encoding="utf-8"
    )
    aliases = Aliases.load(file)
    assert aliases.person("pezeshkian") == "Masoud Pezeshkian"
    assert aliases.names("Masoud Pezeshkian") == ("Masoud Pezeshkian", "Massoud Pezeshkian", "Pezeshkian")
    assert aliases.verdict("Massoud Pezeshkian", "PEZESHKIAN") is True
    assert aliases.verdict("Anna Cruz", "Ana Cruz") is False
    assert aliases.verdict("Anna Cruz", "Orla Venn") is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param('"A B" = ["C"]\n"D" = 3\n', 2, "needs a list of names", id="a number"),
        pytest.param('"A B" = "C"\n', 1, "needs a list of names", id="one string"),
        pytest.param('"A B" = ["C", 4]\n', 1, "needs a list of names", id="a number in the list"),
        pytest.param('"A B" = [""]\n', 1, "empty name", id="empty alias"),
        pytest.param('"" = ["C"]\n', 1, "name is empty", id="empty name"),
        pytest.param('\n[same]\n"A B" = ["C"]\n', 2, "[same] is not known", id="unknown table"),
        pytest.param('distinct = ["A"]\n', 1, "distinct is a table", id="distinct as a list"),
        pytest.param('"A B" = ["C"]\n"D E" = ["C"]\n', 2, "two people", id="a name of two people"),
        pytest.param('"A B" = ["C"]\n[distinct]\n"A B" = ["C"]\n', 3, "to be two", id="one person and two"),
        pytest.param('[distinct]\n"A B" = ["a b"]\n', 2, "cannot be kept apart", id="apart from itself"),
        pytest.param('"A B" = ["C"\n', 2, "unclosed array", id="broken toml at the end"),
        pytest.param('"A B" = ["C"]\n"A B" = ["D"]\n', 2, "overwrite", id="twice"),
    ],
)
def test_a_mistake_in_an_alias_file_names_file_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    file = tmp_path / "aliases.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Aliases.load(file)
    assert str(caught.value).startswith(f"{file}, line {line}: ")
    assert reason in str(caught.value)


def test_the_alias_file_of_the_documentation_is_accepted(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "names.md").read_text(encoding="utf-8")
    file = tmp_path / "aliases.toml"
    file.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    aliases = Aliases.load(file)
    assert aliases.verdict("Pezeshkian", "Masoud Pezeshkian") is True
    assert aliases.verdict("Michael Jordan", "Michael B. Jordan") is False


def test_an_alias_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Aliases.load(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('"A" = []\n"Bj\xf6rn" = []\n'.encode("latin-1"))
    with pytest.raises(InputError, match="line 2: not UTF-8"):
        Aliases.load(latin)
