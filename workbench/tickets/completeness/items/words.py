"""Groups of words that several items are recognised by."""

import re


def one_of(words: str) -> str:
    """A pattern of alternatives, written with `|` over several lines."""
    return "(?:" + re.sub(r"\s*\n\s*", "", words) + ")"


def any_case(pattern: str) -> str:
    """A part of a pattern that ignores case."""
    return f"(?i:{pattern})"


FEW = one_of("""one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|
    thirty|forty|fifty|sixty|ninety|dozens?|hundreds?|thousands?""")
AMOUNT = rf"(?:\d[\d.,]*|{FEW}|an?|half an?|several|some|a few|many|a couple of)"
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
MONTH = one_of("""jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|
    sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?""")
DATE = (
    rf"(?:{DAY}|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{MONTH}(?: \d{{4}})?|"
    rf"{MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?\b|\d{{4}}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{{2,4}})"
)
PERSON = one_of("""users?|customers?|clients?|accounts?|tenants?|colleagues?|members?|analysts?|
    agents?|employees?|operators?|merchants?|sellers?|partners?|subscribers?|organi[sz]ations?|
    compan(?:y|ies)|students?|patients?|drivers?|reviewers?|workspaces?|shops?|stores?|citizens?|
    teachers?|tutors?|nurses?|guests?|visitors?|callers?|buyers?|clerks?|workers?|staff|
    suppliers?|vendors?|dealers?|resellers?|policy ?holders?|passengers?|players?|farmers?|
    doctors?|engineers?|developers?""")
NAME = r"[A-ZÀ-ÞĀ-Ž][\w&.'-]*\w"
OUR_PEOPLE = one_of("""i|we|he|she|they|one of us|someone|somebody|users?|customers?|clients?|
    callers?|agents?|colleagues?|employees?|operators?|analysts?|patients?|students?|visitors?|
    guests?|drivers?|nurses?|teachers?|clerks?|members?|doctors?|tutors?|shoppers?|players?""")
OUTPUT = one_of("""answer|output|response|reply|result|prediction|score|label|reaction|outcome|
    translation|summary|transcript|transcription|caption|recommendation|suggestion|forecast|
    estimate|classification|embedding|text|image|picture|price|value|number|confidence|
    probability|vector|category|ranking""")
GIVEN_NOUN = one_of("""input|prompt|payload|query|question|request body|body|example|sample|
    search term|search phrase|utterance|request json|user message|transcript|feature vector""")
TASK = one_of("""recommendation|prediction|ranking|re-?ranking|scoring|embedding|summari[sz]ation|
    translation|transcription|classification|detection|recogni?tion|segmentation|extraction|
    moderation|forecast(?:ing)?|sentiment|churn|fraud|pricing|demand|risk|anomaly|ocr|speech|
    matching|routing|captioning|autocomplete|retrieval|categori[sz]ation|dictation|tagging|
    grading|generation|suggestions?|personali[sz]ation|planning|triage""")
AGENT = one_of("""(?:generat|estimat|moderat|translat|predict|detect|extract|annotat|simulat|
    deduplicat|calculat|narrat|illustrat|segment|correct|edit|navigat|curat|anonymi[sz]|redact|
    traslat)or|
    (?:writ|grad|help|categori[sz]|classifi|optimi[sz]|read|transcrib|match|recommend|recomend|
    summari[sz]|forecast|scor|rank|re-?rank|tagg|pars|filt|analy[sz]|check|plann|suggest|paraphras|
    rewrit|identifi|verifi|find|recogni[sz]|count|scann|spott|clusterer|label|labell|sort|
    schedul|embedd|match|compos|render|enhanc|upscal|describ|explain|prioriti[sz]|dictat|
    screen|compar|complet|proofread|train|caption|approv|interpret|describ|mak|build|answer|
    remov|clean|blurr|tun|improv|solv|tell|speak|listen|watch)er|monitor|
    coach|judge|receptionist|advisor|adviser|tutor|assistant|copilot|co-pilot|companion|chat ?bot|
    voice ?bot|bot|
    filter|search|engine|ocr|llm|network""")
THING = one_of(f"""it|model|system|service|feature|api|tool|platform|ai|thing|gateway|endpoint|
    server|pipeline|page|app|site|dashboard|program|algorithm|engine|{AGENT}|
    (?:recommenda|predic|summari[sz]a|transla|transcrip|classifica|detec|recogni?|segmenta|extrac|
    modera|genera|dicta)tion|ocr|forecasting|streaming|autocomplete""")
"""What acts in a report's account: the AI and what it is reached by."""
DATED = one_of("""invoices?|orders?|reports?|cases?|tickets?|claims?|policy|logs?|backups?|exports?|
    batch|files?|screenshots?|contracts?|offers?|incidents?|date""")
"""What bears a date in its name and is no version of a model."""
UNKNOWN = one_of(r"""no idea|not sure|unsure|unclear|don't know|do not know|dont know|dunno|
    i don't|we don't|(?:can(?:no|')t|can not|could not|couldn't|may not|must not|unable to|
    not able to|not allowed to) (?:share|say|tell|find|give|send|see|disclose|remember|provide)|
    confidential|n/?a\b|n\.a\.|tb[adc]\b|to be (?:found|confirmed|defined|determined|added|checked)|
    (?:still |so far )?not (?:yet )?(?:known|available|provided|specified|given|told|stated|
    applicable|clear|shared|recorded|noted|mentioned)|forgot\w*|
    (?:still |so far )?unknown\b(?= ?(?:[.,;:!?(\n)\"-]|to (?:me|us)\b|so far|yet|$))""")
"""What says that nothing is known."""
EMPTY = one_of(rf"""{UNKNOWN}|no(?:thing)? (?:information|info|data|details|known|given|clue)|
    not (?:yet )?(?:found|visible|shown|there|set|filled)|see (?:above|below)|[(\[]?(?:
    (?:still |currently |yet )?(?:unknown|none|undefined|missing|empty|blank|no|no one knows|
    nobody knows|secret|redacted|withheld|left out|todo|x{{2,}})(?: (?:to (?:me|us)|yet|
    so far|at all|sorry|for now|at the moment|right now))?(?=[ )\"*\]]*(?:[.,;:!?(\n|]|[-–] |$))|
    [(\[]?[-–—?._/*]+[)\]]?(?=[\s;,.|]|$))""")
"""What is written into a field of which nothing is known."""
