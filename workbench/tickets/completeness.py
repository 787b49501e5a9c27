"""What a report says and what is missing: who, when, which model, and so on, found in the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_REPORT = 100_000
"""Characters of a report that are searched."""


@dataclass(frozen=True)
class Item:
    """One thing a useful report tells: its name, the question for it, and how it is recognised."""

    name: str
    question: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Completeness:
    """What was found (item and the words that say it), and the names of what is missing."""

    present: dict[str, str]
    missing: tuple[str, ...]


def _item(name: str, question: str, *patterns: str) -> Item:
    return Item(name, question, re.compile("|".join(f"(?:{p})" for p in patterns), re.MULTILINE))


_I = r"(?i:{})".format  # a part that ignores case
_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a|an|several|a few|many)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PERSON = (
    r"(?:users?|customers?|clients?|accounts?|tenants?|colleagues?|members?|analysts?|agents?)"
)
_NO_NAME = r"(?!(?:model|ai|service|system|is|are|was|says?|said|reports?|and|or|in|on|of|the)\b)"

ITEMS = (
    _item(
        "who",
        "Who is affected? A name, a user or customer id, or a team is enough.",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        _I(rf"\b{_PERSON}\s*(?:id|name|number|no\.?)?\s*[:=#]\s*\S+"),
        _I(rf"\b{_PERSON}\s+(?:id\s+)?#?[\w-]*\d[\w-]*"),
        rf"\b(?i:{_PERSON})\s+(?i:{_NO_NAME})[\"“']?[A-Z][\w&.-]+",
        _I(r"\b(?:affected|reported by|reporter|caller|requester|contact|from user)\b\s*[:=]\s*\S"),
        r"\b(?i:reported by|raised by|my colleague|my boss|affects)\s+[A-Z][\w-]+",
        _I(r"\b(?:the|our)\s+(?!ai\b|ml\b|whole\b)[\w-]+\s+(?:team|department)\b"),
        r"\b[A-Z][\w-]+ (?i:from|in|of) (?i:the )?(?i:sales|finance|marketing|support|legal|hr|"
        r"operations|accounting|engineering|logistics)\b",
    ),
    _item(
        "when",
        "When did it happen, or since when? Date, time and time zone help most.",
        r"\b\d{4}-\d{2}-\d{2}(?=T|\b)",
        r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b",
        _I(r"\b\d{1,2}\s*(?:am|pm|o'?clock|utc|cet|cest|gmt|est|pst)\b"),
        _I(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}})\b"),
        _I(r"\b(?:today|yesterday|tonight|this (?:morning|afternoon|evening|week|month)|"
           r"last (?:night|week|month|weekend|monday|tuesday|wednesday|thursday|friday|saturday|"
           r"sunday)|over the weekend|at noon|at midnight|just now|right now)\b"),
        _I(rf"\b(?:on|since|last|this|every|until|from|before|after)\s+{_DAY}\b"),
        _I(rf"\b{_NUMBER}\s+(?:minutes?|hours?|days?|weeks?|months?)\s+ago\b"),
        _I(rf"\bfor\s+(?:the\s+(?:last|past)\s+)?(?:about\s+)?{_NUMBER}\s+"
           r"(?:minutes|hours|days|weeks|months)\b"),
        _I(r"\b(?:since|after|following)\s+(?:the\s+)?(?:last\s+|latest\s+)?"
           r"(?:deploy\w*|release|update|upgrade|rollout|migration|restart|retraining)\b"),
    ),
    _item(
        "model",
        "Which model or AI feature was it? The name as you see it is fine.",
        _I(r"\bmodel(?:\s+(?:name|id))?\s*(?:[:=]|is called|named)\s*[\"'`]?[\w./-]+"),
        _I(r"\b(?:gpt|claude|llama|mistral|mixtral|gemini|gemma|qwen|phi|bert|roberta|t5|whisper|"
           r"falcon|deepseek|command-r|dall-?e|stable ?diffusion|minilm|xgboost|lightgbm|resnet|"
           r"yolo)\b[\w.:-]*"),
        _I(r"\b(?!the\b|this\b|that\b|your\b|our\b|my\b|a\b|an\b|ai\b|ml\b|new\b|old\b|same\b|"
           r"which\b|what\b|any\b|some\b|wrong\b|current\b|latest\b|previous\b|broken\b|whole\b|"
           r"and\b|or\b|of\b|with\b|for\b|by\b|its\b|their\b|bad\b|right\b|no\b|because\b|each\b|"
           r"every\b|all\b|other\b|another\b|language\b|if\b|when\b|trained\b|retrained\b)"
           r"[a-z][\w-]+\s+(?:model|classifier|ranker|recommender|chatbot|assistant|detector|"
           r"engine|"
           r"forecaster|predictor|scorer|copilot)\b"),
        _I(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:model|ranker|classifier|recommender|encoder|bot)"
           r"[\w.-]*"),
        _I(r"\bmodel\s+[\"'`“]?(?=[\w.-]*[-_\d])[a-z][\w./-]+"),
    ),
    _item(
        "version",
        "Which version of it? It often stands in the settings, the log or the response.",
        _I(r"\b(?:version|ver\.?|release|build|revision|rev|tag|checkpoint|commit|snapshot|image)"
           r"\b\s*(?:is|was|number|no\.?|id|of it)?\s*[:=#]?\s*[\"'`]?(?=[\w.-]*\d)[\w.-]+"),
        r"(?<![/\w])[vV]\d+(?:[._-]\d+)*\b",
        r"(?<![\w.:/])(?!\d+\.\d+\.\d+\.\d+)\d+\.\d+\.\d+(?:[-+.]?\w+)?\b",
        _I(r"\b[a-z][\w]*-\d+\.\d+[\w.-]*"),
    ),
    _item(
        "endpoint",
        "Which address or endpoint, or which request id? The id stands in the error or the log.",
        r"https?://\S+",
        r"\b(?:GET|POST|PUT|PATCH|DELETE)\s+/\S+",
        r"(?<![\w/.])/(?:v\d+|api|predict|recommend|score|chat|infer|search|generate|embed|rank)\w*"
        r"(?:/[\w{}.-]+)*",
        _I(r"\b(?:x-)?(?:request|trace|correlation|call|transaction|span)[-_ ]?id\b\s*"
           r"(?:is|was)?\s*[:=#]?\s*[\"'`]?(?=[\w-]*\d)[\w-]+"),
        r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b",
        _I(r"\breq(?:uest)?[-_](?=\w*\d)\w+"),
        _I(r"\b(?:endpoint|route|url)\s*(?:is|was)?\s*[:=]\s*\S+"),
    ),
    _item(
        "input",
        "What exactly was put in? The prompt, the request or the file, without personal data.",
        _I(r"\b(?:input|prompt|payload|query|question|request body|body|example|sample|search term)"
           r"\s*(?:was|is|we used|used|i used|i sent)?\s*[:=]\s*\S+"),
        _I(r"\b(?:i|we|he|she|they|user|customer|client|someone)\s+(?:have\s+|had\s+)?"
           r"(?:ask(?:ed)?|type[ds]?|enter(?:ed)?|sen[dt]|submit(?:ted)?|upload(?:ed)?|"
           r"prompt(?:ed)?|search(?:ed)?|quer(?:y|ied)|post(?:ed)?|paste[ds]?|fed)\b"),
        _I(r"\bwith (?:the|this|an?) (?:input|prompt|payload|query|question|image|file|picture|"
           r"document|text)\b"),
        _I(r"\bthe (?:input|prompt|payload|query|question)(?: text)? (?:was|is)\b"),
        r"```|\{\s*\"[\w-]+\"\s*:",
        _I(r"\bwhen (?:asked|given|prompted|fed)\b"),
    ),
    _item(
        "expected",
        "What did you expect to happen?",
        _I(r"\bexpect(?:ed|s|ing|ation)?\b"),
        _I(r"\b(?:should|ought to|supposed to|meant to)\b(?!\s+i\b)"),
        _I(r"\bwould have been (?:right|correct)\b"),
        _I(r"\bthe (?:right|correct) [\w-]+ (?:is|was|would)\b"),
        _I(r"\b(?:i|we|they) (?:wanted|hoped|was looking for|were looking for)\b"),
        _I(r"\b(?:normally|usually|before that|it used to)\b"),
    ),
    _item(
        "actual",
        "What happened instead? The answer or the error message, word for word.",
        _I(r"\bactual(?:ly)?\b(?:\s+\w+)?\s*[:=]?|\bobserved\b(?:\s+\w+)?\s*[:=]"),
        _I(r"\b(?:but|instead,?)\s+(?:it|we|i|they|the|he|she|there|got|received|returned|shows?)\b"),
        _I(r"\b(?:i|we|they|he|she|it)\s+(?:only\s+)?(?:got|gets?|received|see|saw|sees)\b"
           r"(?!\s+(?:it|this|that|them)\b)"),
        _I(r"(?<!should )(?<!must )(?<!\bto )\b(?:returns?|returned|answers?|answered|replies|"
           r"replied|responds?|responded|shows?|"
           r"showed|displays?|displayed|produces?|produced|outputs?|gave|gives|throws?|threw|"
           r"recommend(?:s|ed)|predict(?:s|ed)|says?|said)\b\s+(?!me\b|by\b|is\b|that you\b)"),
        _I(r"\b(?:error|exception|traceback|timeout|timed out|status(?: code)?)\b\s*[:=]?\s*"
           r"(?:\"|'|\d{3}|\w+error|message)"),
        r"\b\w+(?:Error|Exception)\b",
        r"\b(?:HTTP\s*)?(?:4\d\d|5\d\d)\b(?=\s*(?:error|response|status|bad|internal|gateway|from|[.,]|$))",
        _I(r"\b(?:fails?|failed|crashe[sd])\s+with\b"),
        _I(r"\b(?:what happened|the result|the output|the answer|the response)\s*"
           r"(?:instead)?\s*(?:was|is|:|=)"),
    ),
    _item(
        "environment",
        "Where does it run: production or test, region, browser or app, operating system?",
        _I(r"\b(?:production|prod|staging|stage|preprod|sandbox|uat|qa|dev(?:elopment)?|"
           r"test(?:ing)?)\s*(?:environment|env|system|cluster|server|namespace|instance|stage)?\b"
           r"(?<!\btest)(?<!\btesting)(?<!\bstage)(?<!\bdevelopment)"),
        _I(r"\b(?:test|development|stage|live)\s+(?:environment|env|system|cluster|server)\b"),
        _I(r"\b(?:environment|env|region|cluster|namespace|browser|os|operating system|platform|"
           r"device|sdk|runtime)\s*(?:is|was)?\s*[:=]\s*\S+"),
        _I(r"\b(?:windows (?:\d+|server)|mac ?os|ubuntu|debian|linux|android|ios|iphone|ipad|"
           r"chrome|firefox|safari|edge browser|kubernetes|k8s|docker|openshift|sagemaker|"
           r"vertex ai|databricks|python 3|node\.?js|cuda|a100|h100)\b"),
        _I(r"\b(?:eu|us|ap|ca|sa|af|me)-(?:west|east|north|south|central|southeast|northeast)-\d\b"),
    ),
    _item(
        "scope",
        "How many are affected, and does it happen always or only sometimes?",
        _I(r"\b(?:all|every|most|some|many|several|few|both|multiple|other|no other|none of the|"
           r"only (?:some|one|this|these|a few|new|two|three)|just (?:one|me|us|this|two))\s+"
           r"(?:of (?:the|our|my) )?(?:\w+ )?(?:users?|customers?|clients?|requests?|calls?|people|"
           r"teams?|regions?|accounts?|tenants?|sessions?|times?|cases?|queries|colleagues|answers|"
           r"tickets|shops|documents|orders|items|of them)\b"),
        _I(r"\b(?:everyone|everybody|nobody else|no one else|only me|just me|only us|only for me|"
           r"only happens (?:for|to|with|in)|company[- ]wide|global(?:ly)?|across the board)\b"),
        _I(r"\b(?:always|every time|each time|intermittent(?:ly)?|sometimes|occasionally|"
           r"sporadic(?:ally)?|now and then|once so far|only once|consistently|reproducib\w+|"
           r"randomly|at random|from time to time|once in a while)\b"),
        _I(r"\b\d+(?:[.,]\d+)?\s*(?:%|percent)\s+of\b"),
        _I(r"\b(?:about|around|roughly|nearly|over|more than|at least|some)?\s*(?:\d[\d.,]*|one|"
           r"two|three|four|five|ten|twelve|twenty|dozens|hundreds|thousands)\s+(?:of\s+|out of\s+"
           r"|in\s+)?(?:our\s+|the\s+)?(?:\d+\s+|ten\s+|hundred\s+)?(?:users|customers|clients|"
           r"requests|people|teams|accounts|tenants|calls|sessions)\b"),
        _I(r"\b(?:one|two|three|\d+)\s+(?:in|out of)\s+(?:ten|twenty|hundred|five|four|\d+)\b"),
        _I(r"\b(?:scope|impact)\s*(?:is|was)?\s*[:=]\s*\S+"),
        _I(r"\baffects? (?:all|every|only|just|about|around|\d)"),
    ),
)  # fmt: skip
"""In the order in which they are asked for."""


def check(text: str, known: Iterable[str] = ()) -> Completeness:
    """What a report says. `known` are items that are known from elsewhere (a ticket's fields)."""
    present: dict[str, str] = dict.fromkeys(known, "known from the ticket")
    beginning = text[:LONGEST_REPORT]
    for item in ITEMS:
        match = item.pattern.search(beginning)
        if match and item.name not in present:
            present[item.name] = " ".join(match.group(0).split())[:80]
    missing = tuple(item.name for item in ITEMS if item.name not in present)
    ordered = {item.name: present[item.name] for item in ITEMS if item.name in present}
    return Completeness(ordered, missing)


def reply(result: Completeness, name: str | None = None) -> str:
    """A polite answer in plain words that asks for what is missing, and only for that."""
    greeting = f"Hello {name}," if name else "Hello,"
    if not result.missing:
        return (
            f"{greeting}\n\nthank you, your report has everything we need. We are looking into it"
            " and will write as soon as we know more."
        )
    asked = [item.question for item in ITEMS if item.name in result.missing]
    questions = "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))
    lead = "thank you for your report. To find the cause we still need"
    wanted = "one thing" if len(asked) == 1 else "a few things"
    closing = (
        "Answer what you can; leave out what you do not know."
        " Please do not send passwords or personal data."
    )
    return f"{greeting}\n\n{lead} {wanted}:\n\n{questions}\n\n{closing}"
