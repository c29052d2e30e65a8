"""Who is named in an article, and which words name the same person."""

from __future__ import annotations

import pytest

from searchkit.attribution.lexicon import FEMALE, MALE, lexicon
from searchkit.attribution.people import THRESHOLD, Registry
from searchkit.attribution.person import Person
from searchkit.attribution.tables import model
from searchkit.attribution.tokens import tokenise


def people(body: str) -> dict[str, Person]:
    registry = Registry(tokenise(body, lexicon()), lexicon(), model().person.score)
    return {person.name: person for person in registry.people if person.score >= THRESHOLD}


@pytest.mark.parametrize(
    "body, names",
    [
        pytest.param("Minister Ana Cruz said no. Cruz left.", {"Ana Cruz"}, id="surname after full name"),
        pytest.param("Ms. Cruz said no. Later Ana Maria Cruz, 52, came.", {"Ana Maria Cruz"}, id="full name later"),
        pytest.param("Ana Cruz said yes. Luis Cruz said no.", {"Ana Cruz", "Luis Cruz"}, id="two of one surname"),
        pytest.param(
            "Dale Hutchins Jr. said no. Dale Hutchins Sr. said yes.",
            {"Dale Hutchins Jr.", "Dale Hutchins Sr."},
            id="father and son",
        ),
        pytest.param("Minister Saif al-Madhfari spoke. Al-Madhfari said no.", {"Saif al-Madhfari"}, id="article in the name"),
        pytest.param("Hernán Ibáñez de la Torre, 40, said no. Ibáñez left.", {"Hernán Ibáñez de la Torre"}, id="particles"),
        pytest.param("Femke “Duke” Oosterhuis, 29, said so. Oosterhuis said no.", {"Femke Oosterhuis"}, id="nickname in marks"),
        pytest.param("Femke B. “Kaya” Vos, 29, said so. Later Kaya Vos said no.", {"Femke B. Vos"}, id="nickname as first name"),
        pytest.param("Femke B. “Kaya” Vos, 29, sang. Kaya Vos sat. Kaya Vos ate.", {"Kaya Vos"}, id="mostly by nickname"),
        pytest.param("Ana Cruz, 40, left. Will Cruz return?", {"Ana Cruz"}, id="question"),
        pytest.param("In London the Foreign Ministry said on Monday that Parliament would sit.", set(), id="no people"),
        pytest.param("Guitarist Beatrix Lomax said no.", {"Beatrix Lomax"}, id="trade before the name"),
        pytest.param("Robert Vane said yes. Later Bob Vane said no.", {"Robert Vane"}, id="short first name"),
        pytest.param(
            "James O’Neill, 50, said no. Later O'Neill said yes.", {"James O’Neill"}, id="curly and straight apostrophe"
        ),
        pytest.param("Retired U.S. Air Force Gen. Norman Hale said no.", {"Norman Hale"}, id="long title"),
        pytest.param("Editor-in-Chief Martin Vane said no.", {"Martin Vane"}, id="post with hyphens"),
        pytest.param("CBS co-Anchor Ana Vane said no.", {"Ana Vane"}, id="post in lower case"),
        pytest.param("Anna Richardson White, a spokeswoman, said no.", {"Anna Richardson White"}, id="surname that is a word"),
        pytest.param("The lawyer, Ana Fong SC, said no.", {"Ana Fong"}, id="letters after the name"),
        pytest.param("Jesualdo do Carmo Pinto, 40, left. “No,” said do Carmo.", {"Jesualdo do Carmo Pinto"}, id="particle first"),
        pytest.param(
            "Basil d’Entremont, 40, left. “No,” d’Entremont said.", {"Basil d’Entremont"}, id="capital after an apostrophe"
        ),
        pytest.param(
            "Orla Vane Goes Home Again Late\n\n“No,” Vane said. Vane, 40, left.", {"Orla Vane"}, id="first name in a headline"
        ),
    ],
)
def test_people_of_a_text(body: str, names: set[str]) -> None:
    assert set(people(body)) == names


def test_titles_first_names_and_roles_tell_gender() -> None:
    found = people("Mr. Tarhosi said no. Petra Vos, 40, said yes. The actress Ilona Rév, 30, told them why.")
    assert found["Tarhosi"].gender == MALE
    assert found["Petra Vos"].gender == FEMALE
    assert found["Ilona Rév"].gender == FEMALE


def test_the_roles_a_text_gives_are_kept() -> None:
    found = people("Labor Minister Rosaura Quispe said no. Union leader Fermín Condori, 50, said yes.")
    assert "minister" in found["Rosaura Quispe"].roles
    assert "leader" in found["Fermín Condori"].roles
