"""Reports in other languages: what is not found in them is not called missing."""

import pytest

from workbench.tickets.completeness.check import check, reply
from workbench.tickets.completeness.items import ITEMS
from workbench.tickets.completeness.language import UNNAMED, other_language

_GERMAN = (
    "Seit heute 09:15 Uhr liefert das Modell churn-v3 Version 2.4.1 in Produktion falsche Werte."
    " Wir erwarten eine Wahrscheinlichkeit um 0,2 und bekommen 0,98. Alle Kunden sind betroffen."
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("German", _GERMAN),
        ("French", "Le modèle renvoie des erreurs depuis ce matin pour tous les clients."),
        ("Spanish", "El modelo devuelve errores desde esta mañana para todos los clientes."),
        ("Italian", "Il modello restituisce errori da questa mattina per tutti gli utenti."),
        ("Portuguese", "O modelo está devolvendo erros desde hoje de manhã em produção."),
        ("Dutch", "Het model geeft sinds vanochtend fouten voor alle klanten in productie."),
        ("Polish", "Od rana model zwraca błędne wyniki i nie działa dla nas, proszę o pomoc."),
        ("Swedish", "Sedan i morse ger modellen fel svar för alla och det är inte bra."),
        (UNNAMED, "Модель возвращает ошибки с утра"),
        (UNNAMED, "モデルが朝からエラーを返します"),
    ],
)
def test_other_languages_are_told(language: str, text: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\U0001f525\U0001f525",
        "Die KI ist kaputt.",
        "The model returns wrong values since this morning for all customers in production.",
        "How do a reverse a duplicated charge?",
        "make a reminder to schedule a tire check",
        'It answered "Je ne sais pas, le modèle est en panne" to a customer from Lyon yesterday.',
        "ERROR 2026-03-01 12:00:00 worker-7 timeout after 30 s\n" * 20,
        "Hi, our user in São Paulo asked 'onde está o meu pedido' and the bot replied in English.",
    ],
)
def test_english_and_what_tells_no_language_is_none_of_them(text: str) -> None:
    assert other_language(text) == ""


def test_what_is_not_found_in_another_language_is_not_called_missing() -> None:
    found = check(_GERMAN)
    assert found.language == "German"
    assert found.missing == ()
    assert "expected" in found.not_sure
    assert found.present["version"] == "Version 2.4.1"
    assert {*found.present, *found.not_sure} == {item.name for item in ITEMS}


def test_its_reply_asks_for_what_the_report_does_not_say_yet() -> None:
    answer = reply(check(_GERMAN))
    assert "Please add what it does not say yet:" in answer
    assert "What did you expect to happen?" in answer


def test_the_questions_in_an_answered_reply_tell_nothing() -> None:
    assert check(reply(check(_GERMAN))).present == {}
