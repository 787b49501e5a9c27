"""The words of statuses in many languages, as patterns over plain text, by what they mean.

Plain text is lower case without accents, apostrophes and marks: "Won't fix" is 'wont fix',
'Gelöst' is 'gelost'; the patterns are made plain in the same way. The pattern that begins first
in a status decides, so that 'Resolved, waiting for confirmation' is resolved and 'Ready to be
closed' is open.
"""

import re
import unicodedata
from collections.abc import Iterable

from workbench.tickets.model import CLOSED, OPEN, RESOLVED, WAITING

Meanings = tuple[tuple[re.Pattern[str], str], ...]
"""Patterns and the states they mean; of two that begin together the earlier one decides."""

_NO_WORK = (
    r"(?:wont|will not) (?:be )?\w+|wont(?:fix|do)|cant ?fix|duplicated?|incomplete|invalid"
    r"|not applicable|not planned|out of scope|insufficient (?:data|info\w*)"
    r"|(?:cannot|cant|can not|could not|couldnt|unable to) (?:be )?reproduced?"
    r"|(?:not |non |un|ir)reproducible|not reproduced|no repro"
    r"|works? ?for ?me|work(?:s|ing) as (?:designed|intended|expected)"
    r"|(?:as|by) design(?:ed)?|as intended|notabug|no (?:action|fix) (?:needed|required)"
    r"|(?:not an?|no) (?:bug|issue|problem|defect|error|fault|incident)(?: found)?"
    r"|nicht reproduzierbar|kein (?:fehler|bug)|duplikat|dublette|ungultig"
    r"|wird nicht (?:behoben|gelost|umgesetzt|gemacht)|non reproductible|doublon|ne sera pas \w+"
    r"|no reproducible|duplicad[oa]|no se (?:corregira|hara|resolvera)|non riproducibile"
    r"|duplicat[oa]|niet reproduceerbaar|duplicaat|nao reproduzivel"
)
_DONE = (
    r"resolved|solved|done|fixed|completed?|finished|fulfilled|handled|finali[sz]ed"
    r"|gelost|geloest|erledigt|fertig(?:gestellt)?|behoben|umgesetzt"
    r"|resolue?|terminee?|corrigee?|traitee?"
    r"|resuelt[oa]|solucionad[oa]|terminad[oa]|completad[oa]|finalizad[oa]|hech[oa]|corregid[oa]"
    r"|risolt[oa]|completat[oa]|fatt[oa]|terminat[oa]|conclus[oa]|evas[oa]"
    r"|opgelost|voltooid|afgerond|gereed|klaar|afgehandeld"
    r"|resolvid[oa]|concluid[oa]|feit[oa]|corrigid[oa]"
    r"|rozwiazan[aey]|zrobion[aey]|ukonczon[aey]|zakonczon[aey]|naprawion[aey]|gotow[aey]"
    r"|vyresen[aoy]|hotov[aoy]|dokoncen[aoy]|opraven[aoy]"
    r"|lost|atgardad|fardig|utford|løst|færdig|ferdig|udført|utført|ratkaistu|valmis"
    r"|cozuld[uü]|cozumlendi|tamamland[iı]|megoldva|megoldott|kesz|befejezve"
    r"|решен\w*|выполнен\w*|готово|исправлен\w*|завершен\w*|вирішено|виконано"
    r"|已解决|已解決|已?完成|已修复|已修復|完了|解決(?:済み?)?|対応済み?|修正済み?"
    r"|해결(?:됨)?|완료(?:됨)?|수정됨"
)
_SHUT = (
    r"(?:auto ?)?closed|cancel(?:l?ed)?|archived?|merged|verified|removed|deleted|rejected|obsolete"
    r"|declined|denied|withdrawn|abandoned|discarded|dismissed|dropped|expired|terminated|spam|junk"
    r"|geschlossen|abgeschlossen|storniert|abgebrochen|abgelehnt|zuruckgezogen|verworfen"
    r"|archiviert|geloscht|zusammengefuhrt|obsolet|beendet"
    r"|fermee?|clos|close|cloturee?|annulee?|rejetee?|refusee?|supprimee?|abandonnee?|fusionnee?"
    r"|cerrad[oa]|cancelad[oa]|rechazad[oa]|archivad[oa]|descartad[oa]|anulad[oa]|denegad[oa]"
    r"|chius[oa]|annullat[oa]|rifiutat[oa]|respint[oa]|archiviat[oa]|scartat[oa]"
    r"|gesloten|afgesloten|geannuleerd|afgewezen|gearchiveerd|verwijderd|samengevoegd"
    r"|fechad[oa]|encerrad[oa]|rejeitad[oa]|recusad[oa]|arquivad[oa]|closure confirmed"
    r"|zamkniet[aey]|anulowan[aey]|odrzucon[aey]|uzavren[aoy]|zavren[aoy]|zrusen[aoy]|zamitnut[aoy]"
    r"|stangd|stangt|avslutad|avslutat|avbruten|avvisad|lukket|afsluttet|avsluttet|annulleret"
    r"|kansellert|afvist|avvist|suljettu|peruttu"
    r"|kapal[iı]|kapat[iı]ld[iı]|iptal(?: edildi)?|reddedildi|lezarva|lezart|elutasitva|torolve"
    r"|закрыт\w*|отменен\w*|отклонен\w*|закрито|скасовано|відхилено"
    r"|已?关闭|已?關閉|已取消|已拒绝|已拒絕|クローズ|終了|却下|キャンセル|종료(?:됨)?|닫힘|취소(?:됨)?"
)
_OUT = r"released|deployed|shipped|delivered|launched|rolled out|live|ausgeliefert|veroffentlicht"
_NOT_YET = (
    r"(?:not|nicht|noch nicht|pas|no|non|niet|nao|nie|ne|не|inte|ikke|ej)"
    r"(?: yet| fully| encore| todavia| ancora| nog)?"
    rf" (?:{_DONE}|{_SHUT}|{_OUT})"
    r"|unresolved|unsolved|unfixed|unfinished|undone|ungelost|unerledigt|onopgelost"
    r"|(?:partially|partly|half|almost|nearly|teilweise|being) \w+|fast fertig"
    r"|ready (?:to|for)|to (?:be|do|close|resolve|fix|review|test|verify)|todo|about to"
    r"|bereit (?:fur|zu[mr]?)|klaar (?:voor|om)|gereed voor|list[oa] para|pront[oa] (?:per|para)"
    r"|prete? (?:a|pour)|(?:zu|zum) (?:erledigen|losen|schliessen)"
    r"|a (?:faire|traiter|fazer)|por hacer|da fare|te doen"
    rf"|(?:possible|potential|suspected|likely) (?:{_NO_WORK})"
    rf"|(?:{_NO_WORK}|{_SHUT}) (?:check|review|request(?:ed)?|suspected)"
    rf"|(?:{_OUT}) (?:to|on|in|auf) (?:an? |the )?(?:\w+ )?"
    r"(?:test\w*|staging|stage|qa|uat|dev\w*|integration|sandbox|pre ?prod\w*)"
)
_OPEN = (
    r"open(?:ed)?|new|assigned|unassigned|re ?open(?:ed|ing)?|backlog|wip|working|doing|started"
    r"|not started|work in progress|under (?:review|investigation|analysis)"
    r"|in (?:progress|work|development|review|test|testing|qa|analysis|triage|queue|bearbeitung"
    r"|arbeit|prufung|klarung|behandlung|umsetzung|entwicklung|behandeling|uitvoering|corso"
    r"|lavorazione|revisione|curso|proceso|progreso|andamento)"
    r"|en (?:cours|curso|proceso|progreso|revision|traitement|tratamiento)"
    r"|em (?:andamento|progresso|aberto|curso|atendimento|analise)|pris en charge"
    r"|offen|neu|zugewiesen|(?:wieder|erneut) ?(?:offen|eroffnet|geoffnet)|wird bearbeitet"
    r"|ouverte?|re ?ouverte?|rouverte?|nouveau|nouvelle|assignee?|attribuee?"
    r"|abiert[oa]|reabiert[oa]|nuev[oa]|asignad[oa]|apert[oa]|riapert[oa]|nuov[oa]|assegnat[oa]"
    r"|nieuw|heropend|toegewezen|bezig|abert[oa]|reabert[oa]|nov[oa]|atribuid[oa]"
    r"|otwart[aey]|now[aey]|w (?:toku|trakcie|realizacji)|przypisan[aey]|otevren[aoy]|novy|probiha"
    r"|prirazen[aoy]|oppen|oppet|ny|nytt|pagaende|pagar|tilldelad|aben|apen|i gang|under arbejde"
    r"|tildelt|avoin|uusi|ac[iı]k|yeni|devam ediyor|islemde|atand[iı]|nyitott|uj|folyamatban"
    r"|открыт\w*|переоткрыт\w*|нов(?:ый|ая|ое)|в (?:работе|процессе)|назначен[аоы]?"
    r"|відкрито|новий|в роботі|打开|打開|新建|处理中|處理中|进行中|進行中|已分配|待处理|待處理"
    r"|未解决|未解決|未完成|未完了|未关闭|未対応|対応中|処理中|新規|オープン|作業中"
    r"|열림|신규|진행 ?중|처리 ?중|할당됨|미해결|미완료"
)
_WAITS = (
    r"await\w*|wait\w*|pending|(?:on |auf )?hold|onhold|holding|blocked|paused|deferred|stalled"
    r"|suspended|parked|postponed|snoozed|frozen|on ice|impeded"
    r"|wart(?:et|en|end|e|estellung)|pausiert|angehalten|zuruckgestellt|blockiert|vertagt"
    r"|verschoben|(?:en )?attente|bloquee?|suspendue?|en pause|differee?|reportee?"
    r"|(?:en )?espera|esperando|pendiente|bloquead[oa]|pausad[oa]|suspendid[oa]|detenid[oa]"
    r"|aplazad[oa]|(?:in )?attesa|bloccat[oa]|sospes[oa]|in pausa"
    r"|wacht(?:en|end)?|in de wacht|geblokkeerd|uitgesteld"
    r"|aguardando|em espera|pendente|suspens[oa]"
    r"|oczekuj\w+|oczekiwanie|wstrzyman[aey]|zawieszon[aey]|ceka\w*|pozastaven[aoy]|odlozen[aoy]"
    r"|vantar|vantande|vilande|blockerad|afventer|avventer|venter|pa vent|blokeret|odottaa"
    r"|bekle(?:mede|niyor|yen)|ask[iı]da|varakoz\w+|fuggoben|felfuggesztve"
    r"|ожида\w+|в ожидании|приостановлен[аоы]?|отложен[аоы]?|заблокирован[аоы]?|очіку\w+"
    r"|等待\w*|挂起|暂停|已暂停|\w*待ち|保留(?:中)?|中断|대기(?: ?중)?|보류(?:됨)?"
)
_ASKS = (
    r"need ?info|(?:needs?|needing|requires?|more|request(?:ed)?|requesting|missing)"
    r" (?:(?:more|further|additional|customer|user) )?"
    r"(?:info\w*|details?|feedback|input|reply|response|clarification)"
    r"|(?:info\w*|feedback|input|reply|response|clarification)"
    r" (?:needed|required|requested|missing)"
    r"|(?:with|at) (?:the )?(?:customer|client|user|vendor|supplier|requester|third party)"
    r"|ruckfrage"
)
_GOES_ON = (
    r"(?:more |new )?(?:feedback|info(?:rmation)?|reply|response|answer|ruckmeldung|antwort)"
    r" (?:received|provided|supplied|given|erhalten)"
    r"|(?:fix|release|deployment|test|review|triage) pending"
    r"|(?:customer|client|user|requester|reporter|vendor) (?:has )?(?:replied|responded|answered)"
    rf"|kunde hat geantwortet|(?:not|no longer) (?:{_WAITS})"
)
_OURS = (
    r"(?: (?:for|on|by|an?|the|auf|den|die|das|du|de|la|le|l|al?|el|del|di|il|van|op|o|do)){0,2}"
    r" (?:support|soporte|supporto|suporte|service ?desk|help ?desk|agents?|agente|bearbeiter|us"
    r"|uns|(?:our )?team|engineer\w*|developers?|dev|development|internal|techni\w+|tecnico|triage"
    r"|assignment|dispatch|operations|implementation|deployment|release|fix|testing|test|qa"
    r"|review|investigation|analysis|work|bearbeitung|prise en charge|traitement"
    r"|(?:l|level|tier) ?[123]|(?:first|second|third) (?:level|line))"
)
"""Whom a ticket waits for while it is our turn: the clock runs ('Waiting for support')."""

_UNDER_WAY = (
    r"active|acked|acknowledged|triggered|firing|processing|committed|proposed|planning|accepted"
    r"|approved|confirmed|unconfirmed|submitted"
    r"|registered|planned|scheduled|selected|triaged?|triaging|escalated|investigat\w+|identified"
    r"|monitoring|analy[sz]ing|implementing|developing|reviewing|testing|review|development|qa"
    r"|needs? (?:work|fix|attention)|queued|received|verifying|resumed"
    r"|angenommen|bestatigt|geplant|eskaliert|bearbeitung"
)


def _meanings(*pairs: tuple[str, str]) -> Meanings:
    return tuple((re.compile(rf"\b(?:{_plain(words)})\b"), state) for words, state in pairs)


def _plain(words: str) -> str:
    """Without accents, as the statuses are that are looked at."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


TURNS = _meanings(
    (_GOES_ON, OPEN),
    (rf"(?:{_WAITS}){_OURS}", OPEN),
    (f"{_WAITS}|{_ASKS}", WAITING),
)
"""Whose turn it is while a ticket is open."""

CERTAIN = TURNS + _meanings(
    (_NOT_YET, OPEN), (_NO_WORK, RESOLVED), (_OPEN, OPEN), (_DONE, RESOLVED), (_SHUT, CLOSED)
)
"""What a status says by itself."""

LIKELY = _meanings(
    (_UNDER_WAY, OPEN),
    (r"feedback|ruckmeldung|clarification", WAITING),
    (rf"{_OUT}|implemented|answered|beantwortet", RESOLVED),
    (r"inactive|ended", CLOSED),
)
"""What a status says where nothing speaks against it: a finished ticket may be in 'Testing'."""


def leftmost(meanings: Iterable[tuple[re.Pattern[str], str]], words: str) -> str | None:
    """The meaning of the pattern that begins first; of several that do, of the first listed."""
    found = ((match.start(), place, meaning) for place, (pattern, meaning) in enumerate(meanings)
             if (match := pattern.search(words)))  # fmt: skip
    return min(found, default=(0, 0, None))[2]
