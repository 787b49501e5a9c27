"""The names that helpdesks give their columns, in several languages, by field of a ticket."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ASIDE = re.compile(r"\([^()]{0,40}\)$")
_JOINTS = re.compile(r"[\s_/-]+")

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("issue key", "key", "ticket id", "ticketid", "id", "ticket number", "ticket no",
           "ticket", "issue id", "case id", "case number", "case", "number", "nr", "#",
           "reference", "ref", "incident", "incident number", "request id", "vorgangsschlüssel",
           "ticketnummer", "ticket nr", "nummer", "vorgangsnummer", "numéro", "numéro du ticket",
           "n° ticket", "n°", "clé", "clé de ticket", "número", "clave", "numero",
           "número de ticket", "número de incidencia", "clave de incidencia", "incidencia",
           "id de ticket", "schlüssel", "vorgang", "bug id", "ticket key",
           "chiave", "chamado", "sleutel"),
    "title": ("subject", "summary", "title", "short description", "ticket name", "betreff",
              "titel", "zusammenfassung", "sujet", "objet", "titre", "résumé", "asunto", "título",
              "oggetto", "onderwerp", "issue title", "name", "headline", "resumen", "thema",
              "riepilogo", "resumo", "assunto", "samenvatting"),
    "body": ("description", "body", "ticket description", "beschreibung", "descripción",
             "descrizione", "omschrijving", "text", "details", "message", "content", "document",
             "question", "descrição", "detalle", "détails"),
    "status": ("status", "ticket status", "state", "stage", "zustand", "statut", "état", "estado",
               "stato"),
    "priority": ("priority", "priority name", "ticket priority", "prio", "severity", "urgency",
                 "priorität", "priorité", "prioridad", "priorità", "prioriteit"),
    "category": ("category", "topic", "label", "intent", "kategorie", "catégorie", "categoría",
                 "categoria", "topic group", "queue", "queue name", "ticket type", "komponenten",
                 "composants", "componentes"),
    "kind": ("type", "issue type", "kind", "tracker", "typ", "vorgangstyp", "type de ticket"),
    "assignee": ("assignee", "assignee name", "assigned to", "agent", "ticket owner", "owner",
                 "agent/owner", "assignees", "zugewiesen an", "zugewiesene person",
                 "zugewiesener bearbeiter", "bearbeiter", "assigné à", "attribué à",
                 "responsable", "asignado a", "assegnatario", "toegewezen aan", "personne assignée",
                 "persona asignada", "attribué à - technicien", "technicien", "técnico"),
    "team": ("team", "group", "assignment group", "department", "gruppe", "groupe", "équipe",
             "equipo", "grupo"),
    "reporter": ("reporter", "reporter name", "requester", "requester name", "full name",
                 "customer", "customer user", "caller", "creator", "creator name", "author",
                 "from", "created by", "associated contact", "contact", "requestors",
                 "requester email", "customer email", "melder", "autor", "ersteller",
                 "erstellt von", "kunde", "demandeur", "rapporteur", "créé par", "auteur",
                 "solicitante", "informador", "autor de la incidencia", "informante"),
    "created": ("created", "created at", "created time", "created date", "create date",
                "creation date", "created on", "requested", "opened", "opened at", "date created",
                "erstellt", "erstellt am", "erstellungsdatum", "angelegt", "angelegt am", "créé",
                "créé le", "créée", "date de création", "creado", "fecha de creación", "creato",
                "création",
                "creada", "creado el", "date d'ouverture", "fecha de apertura", "criado",
                "criado em", "aangemaakt", "date", "timestamp", "time"),
    "updated": ("updated", "updated at", "updated date", "last updated", "last update time",
                "last update", "last modified", "modified", "geändert", "geändert am",
                "aktualisiert", "aktualisiert am", "mis à jour", "mise à jour", "modifié le",
                "actualizado", "actualizada", "aggiornato", "dernière modification",
                "última actualización", "última modificación", "atualizado", "bijgewerkt"),
    "resolved": ("resolved", "resolved at", "resolved time", "resolution date", "solved",
                 "solved at", "completed", "completed at", "gelöst", "gelöst am", "erledigt",
                 "erledigt am", "résolu", "résolu le", "résolue", "resuelto", "resuelta", "risolto",
                 "date de résolution", "fecha de resolución", "lösungsdatum", "opgelost"),
    "closed": ("closed", "closed at", "closed time", "close date", "closed date", "closed on",
               "date closed", "canceled", "cancelled", "geschlossen", "geschlossen am", "fermé",
               "fermé le", "clos le", "cerrado", "cerrada", "fecha de cierre", "date de clôture",
               "date de fermeture", "chiuso", "schließdatum"),
    "first_reply": ("first reply at", "first response at", "initial response time"),
    "resolution": ("resolution", "solution", "answer", "lösung", "résolution", "close code"),
    "made_sla": ("made sla", "sla met", "within sla"),
    "reopened": ("reopen count", "reopens", "reopened"),
    "reassigned": ("reassignment count", "reassignments"),
    "labels": ("labels", "tags", "stichwörter", "étiquettes", "etiquetas"),
    "comment": ("comment", "comments", "kommentar", "kommentare", "commentaire", "commentaires",
                "comentario", "comentarios"),
}  # fmt: skip
"""The columns that are taken for a field when the user maps none, the surest first."""


def plain_name(name: str) -> str:
    """A column's name for comparing: 'createdAt', 'Created_at' and 'Created At (UTC)' are one."""
    spaced = _CAMEL.sub(" ", name.strip()) if not name.isupper() else name.strip()
    bare = _ASIDE.sub("", _JOINTS.sub(" ", spaced)).strip().casefold()
    letters = unicodedata.normalize("NFKD", bare)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_in_utc(name: str) -> bool:
    """Whether a column's name says that its stamps are in UTC."""
    return name.strip().upper().endswith(("(UTC)", "(GMT)"))
