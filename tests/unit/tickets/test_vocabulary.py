"""What statuses and priorities of many systems and languages mean."""

import time

import pytest

from workbench.tickets.vocabulary import holder, known_state, level_of, state_of


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("open", "Open|New|Assigned|To Do|TODO|Backlog|In Progress|IN_PROGRESS|InProgress|Reopened"
         "|Re-opened|Not resolved|Unresolved|Nicht gelöst|Non résolu|To be discussed|To be done"
         "|Ready to be closed|Ready for release|Partially resolved|Duplicate check|Cancel requested"
         "|Deployed to staging|Waiting for support|Awaiting implementation|Wartet auf den Support"
         "|Customer replied|No longer blocked|Offen|Neu|Zugewiesen|In Bearbeitung|In Arbeit"
         "|Wieder geöffnet|Wiedereröffnet|Zu erledigen|Ouvert|En cours|Rouvert|À faire|Abierto"
         "|En curso|Reabierto|Por hacer|Aperto|Riaperto|In corso|Heropend|In behandeling"
         "|Em andamento|Reaberto|Submitted|Escalated|Acknowledged|Under investigation"
         "|Released In Progress|Doing|In QA|Processing (assigned)|More info provided|Fix pending"
         "|Waiting on us|Waiting for second level|Wartet auf Bearbeitung|Needs work"),
        ("waiting", "Waiting|Pending|On hold|hold|Blocked|Stalled|Paused|Awaiting customer"
         "|Pending customer|Waiting for vendor support|Awaiting approval|Pending close"
         "|Needs info|NEEDINFO|Waiting on third party"
         "|Need more information|Info requested|Feedback|In progress - waiting for customer"
         "|Wartet auf Kunde|Wartend|Rückfrage|Zurückgestellt|En attente|En attente du client"
         "|En espera|Pendiente|In attesa|Wacht op klant|Aguardando cliente"),
        ("resolved", "Resolved|Solved|Done|Fixed|Completed|Resolved, waiting for confirmation"
         "|Can't Reproduce|Can’t reproduce|Cannot reproduce|Not reproducible|Incomplete|Duplicate"
         "|Won't fix|Won´t fix|WONTFIX|NOTABUG|Not planned|WontFix|Won't Do"
         "|As designed|Working as intended|Invalid|Not a bug"
         "|Works for me|WORKSFORME|Released|Deployed|Shipped|Delivered|Gelöst|Geloest|Erledigt"
         "|Fertig|Behoben|Nicht reproduzierbar|Résolu|Terminé|Resuelto|Risolto|Opgelost"
         "|Afgehandeld|Resolvido|Concluído|Review Done"),
        ("closed", "Closed|Closed - no response|Auto-closed|Cancelled|Canceled|Declined|Rejected"
         "|Withdrawn|Abandoned|Obsolete|Verified|Spam|Merged|Geschlossen|Abgeschlossen|Storniert"
         "|Abgelehnt|Fermé|Clôturé|Annulé|Cerrado|Cancelado|Chiuso|Annullato|Gesloten|Fechado"),
    ],
)  # fmt: skip
def test_a_status_is_known_by_its_words(state: str, statuses: str) -> None:
    assert {status: known_state(status) for status in statuses.split("|")} == dict.fromkeys(
        statuses.split("|"), state
    )


@pytest.mark.parametrize("status", ["Frobnicated", "-100", "", "Phase 7", None])
def test_what_nobody_knows_is_not_known_and_taken_as_the_source_says(status: str | None) -> None:
    assert known_state(status) is None
    assert state_of(status) == "open"
    assert state_of(status, finished=True) == "resolved"


@pytest.mark.parametrize(
    ("status", "state"),
    [("Open", "open"), ("New", "open"), ("Offen", "open"), ("In Bearbeitung", "open"),
     ("Reopened", "open"), ("Pending", "waiting"), ("Closed", "closed"), ("Testing", "resolved"),
     ("Escalated", "resolved"), ("Open To Do", "open"), ("Resolved In Progress", "resolved")],
)  # fmt: skip
def test_a_word_that_is_certain_wins_over_an_old_closing_date(status: str, state: str) -> None:
    assert state_of(status, finished=True) == state


@pytest.mark.parametrize(
    ("level", "priorities"),
    [
        ("P1", "1|P1|P0|p-1|Sev 1|SEV-1|Sev0|S1|Severity 1|Priority 1|Highest|Critical|Urgent"
         "|Blocker|Show-stopper|5 very high|4 - Critical|Very High|Kritisch|Sehr hoch|Critique"
         "|Crítica|Urgente|Muy alta|Hoogste"),
        ("P2", "2|P2|SEV-2|2 (High)|High (P2)|4 high|3 high|Major|Hoch|Élevée|Haute|Alta|Hoog"),
        ("P3", "3|P3|3 - Moderate|2 normal|3 normal|Medium|Mittel|Moyenne|Media|Média|Gemiddeld"),
        ("P4", "4|5|P4|P5|1 - Low|1 low|2 low|1 very low|Lowest|Minor|Trivial|Not urgent|Niedrig"
         "|Sehr niedrig|Basse|Baja|Bassa|Baixa|Laag|5 - Planning"),
    ],
)  # fmt: skip
def test_the_word_of_a_priority_wins_over_its_number(level: str, priorities: str) -> None:
    assert {name: level_of(name) for name in priorities.split("|")} == dict.fromkeys(
        priorities.split("|"), level
    )


@pytest.mark.parametrize("priority", ["", "--", "0", "10", "12", "P9x", "1-2", "Frob", None])
def test_a_priority_that_says_no_level_has_none(priority: str | None) -> None:
    assert level_of(priority) is None


@pytest.mark.parametrize("name", ["", "-", "Unassigned", "nobody", "Nicht zugewiesen", None])
def test_nobody_holds_a_ticket_under_many_names(name: str | None) -> None:
    assert holder(name) is None
    assert holder(" Bob ") == "Bob"


@pytest.mark.parametrize("text", ["not ", "waiting for the ", "p ", "wont ", "é", "a" * 50 + "B"])
def test_a_status_of_any_length_is_read_at_once(text: str) -> None:
    begun = time.process_time()
    known_state(text * 25_000)
    level_of(text * 25_000)
    assert time.process_time() - begun < 0.5
