"""When it happened, or since when."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import (
    AMOUNT,
    DATE,
    DAY,
    FEW,
    MONTH,
    any_case,
    one_of,
)

_DAYS = (
    rf"(?:(?:on|from|until|till|to|through|between|by|before|after|the|this|next) |"
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)? ){{0,4}}{DATE}(?: (?:to|until|till|and|through|-|\u2013) "
    rf"{DATE})?"
)
_AWAY = one_of(r"""leave|travel|fly|depart|retire|go (?:away|on (?:holiday|vacation|leave))|
    (?:am|are|'m|'re|be) (?:\w+ )?(?:away|off|on (?:\w+ )?(?:holidays?|vacation|leave)|
    out(?: of (?:the )?office)?|travell?ing|unavailable|not (?:available|reachable))""")
_TERM = one_of("""contract|licen[cs]e|subscription|agreement|trial|warranty|sla|offer|budget|
    project|lease|certificate|invoice|payment|renewal|notice period""")
_UNIT = r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
_CHANGE = one_of(r"""deploy\w*|release|update|upgrade|rollout|roll-?out|migration|restart|
    re-?training|switch|patch|maintenance|change|outage|go-live|launch|relaunch|move|incident|
    reboot|reset|install\w*|swap|hotfix|sprint|holidays?""")
_LINK = (
    r"(?: (?:is|was|are|on|at|of|the|by|for|from|date|day|this|next|planned|scheduled|shows?|says|"
    r"always|exactly)){0,4}:? "
)
_PART = r"(?:morning|afternoon|evening|noon|night|shift|lunch|midnight|dawn|weekend)"

WHEN = Item(
    "when",
    "When did it happen, or since when? Date, time and time zone help most.",
    (
        r"\b\d{4}-\d{2}-\d{2}(?=T|\b)",
        r"\b20\d{6}T\d{4,6}Z?\b",
        r"(?<![\d.])\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b",
        rf"(?i:\b\d{{1,2}}/{MONTH}/\d{{4}})",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b(?!\d)",
        r"\b\d{1,2}h\d{2}\b",
        r"\b1[67]\d{8}(?:\d{3})?\b",
        any_case(r"\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'?clock|h|utc|cet|cest|gmt|est|pst|edt|pdt|"
                 r"ist|uhr)\b"),
        any_case(rf"\b(?:at|around|about|since|from|after|before) (?:\d{{1,2}}|{FEW}|half past \w+)"
                 r" in the \w+|\bhalf past \w+"),
        any_case(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{MONTH}|{MONTH} \d{{1,2}}(?:st|nd|"
                 rf"rd|th)?)\b"),
        any_case(r"\b(?:on|since|until|by|from) the (?:\d{1,2}(?:st|nd|rd|th)|first|second|third)\b"
                 r"(?! \w*(?:page|floor|line|try|attempt|call|request|time))"),
        any_case(rf"\b(?:today|yesterday|tonight|overnight|earlier this|this (?:{_PART}|week|"
                 rf"month|year|quarter)|last (?:night|week|month|year|quarter|{_PART})|(?:over|"
                 rf"at|on|"
                 r"since) the weekend|at noon|at midnight|around noon|around midnight|since noon|"
                 r"midnight|noon|midday|just now|right now|a moment ago|in the (?:morning|"
                 r"afternoon|evening|night)|in the early hours|at night|during the (?:night|day)|"
                 r"at (?:lunch|dawn|breakfast|dusk|closing)|every (?:morning|evening|night|noon|"
                 r"hour)|all (?:day|morning|night|week)|"
                 r"(?:the )?(?:other|previous|same) day|the (?:day|week) before|"
                 r"(?:during|since|in|at) (?:the |our )?(?:early |late )?[\w-]+ shift)\b"),
        any_case(rf"\b{DAY}s?\b|\b(?:mon|tue|tues|wed|thu|thur|thurs|fri)\b(?=[ ,.]+(?:\d|at|"
                 rf"morning|"
                 r"afternoon|evening))"),
        any_case(rf"\b(?:{AMOUNT}|a while|a short while|some time) (?:{_UNIT} )?(?:ago|earlier|"
                 rf"back)"
                 r"\b"),
        any_case(rf"\b(?:for|over) (?:the )?(?:(?:last|past|previous) )?(?:about |almost |nearly |"
                 rf"over |more than )?{AMOUNT} (?:minutes|hours|days|weeks|months)\b(?! (?:to|"
                 rf"old))"),
        any_case(rf"\b(?:in|during|within) the (?:last|past|previous) (?:{AMOUNT} )?(?:minutes?|"
                 r"hours?|days?|weeks?|months?|night)\b"),
        any_case(r"\bfor the (?:last|past|previous) (?:hour|day|week|month|night)\b"),
        any_case(rf"\b(?:since|in|until|early|mid|late)[ -](?:the )?(?:(?:start|beginning|end|"
                 rf"middle) of |last |this |early |mid[- ]|late )*(?:{MONTH}|20\d\d|spring|summer|"
                 r"autumn|winter)\b"),
        any_case(rf"\b(?:start|beginning|end|middle) of (?:last |this )?{MONTH}\b"),
        any_case(rf"\b(?:ever )?since (?:about |around |roughly |"
                 rf"at least )?(?:\d{{1,2}}(?=[ ,;\n]|\.? ?$|\. )|{AMOUNT} {_UNIT}|"
                 r"easter|christmas|new year|lunch\w*|breakfast|dinner|dawn|the (?:early|late) \w+|"
                 r"(?:we|you|they|it|i|he|she) (?:\w+ )?(?!needed|wanted|hoped|decided|assumed|"
                 r"promised)(?:\w+ed|came|went|began|got|left|put|"
                 r"ran|set)\b|"
                 r"(?:the|our|my) (?:[\w-]+ )?[\w-]+(?= *(?:[.,;:!\n]|$))|yesterday|then)\b"),
        any_case(rf"\b(?:since|after|following|with) (?:(?:the|our|your|last|latest|"
                 rf"recent|yesterday's|today's|last week's|new|your|"
                 rf"this) )*(?:[^\s.,;:]+ ){{0,2}}?{_CHANGE}"
                 r"\b"),
        any_case(r"\b(?:until|till) (?:we|you|they|i|he|she) (?:\w+ )?(?:changed|switched|moved|"
                 r"upgraded|updated|migrated|installed|deployed|replaced|restarted|retrained)\b"),
        any_case(r"\b(?:calendar week|week|cw|kw) ?\d{1,2}\b|\bq[1-4]\b"),
    ),
    labels=r"(?:when(?: did it (?:start|happen|begin|occur))?|since(?: when)?|started?(?: at|"
           r" on)?|begin|began|first seen|first noticed|"
    r"occurred(?: at| on)?|happened(?: at| on)?|date(?: and time|/time)?|incident date|onset)",
    value=r"\"?(?=[^\n]{0,20}\w)",
    decoys=(
        r"\b[A-Za-z][\w.-]*-20\d\d-\d\d-\d\d\b",
        r"(?i:\b(?:api|sdk|version|model|release|build|"
        r"tag)[ :=]{1,3}(?:version )?20\d\d-\d\d-\d\d\b)",
        any_case(rf"\b(?:predict\w*|forecasts?|figures|numbers|sales|budget|plan\w*|demand|report|"
                 rf"revenue|bookings?|targets?|estimates?|orders|invoices?|prices?|outlook) "
                 rf"(?:\w+ )?(?:for|of|in|from) (?:\w+ )?(?:in )?(?:q[1-4]|{MONTH}|20\d\d|{DAY}|"
                 rf"{AMOUNT} {_UNIT}|tomorrow|next|today|this|the (?:next|coming))[^\s,.;]*"),
        r"(?i:\b24 ?/ ?7\b|\b24 ?h(?:ours)?\b)",
        rf"(?i:\b(?:eta|arrival|departure|alarm|slot|appointment|"
        rf"opening)\w*{_LINK}\d{{1,2}}:\d{{2}})",
        r"(?i:(?<!it )\b(?:is|are|was|be|says?|shows?|shown as|reads?|return(?:s|ed)|got|"
        r"instead of|not|gave|"
        r"gives) (?:exactly |always |only )?\"?\d{1,2}:\d{2}(?::\d{2})?\b)(?! ?(?:am|pm|utc|cet))",
        r"(?i:\b(?:as|shows?|gives?|gave|returns?|returned|says|reads?|got|instead of|not|"
        r"extracts?|"
        r"extracted|into|to|date:?) (?:me |us |the date )?(?:(?:19|20)\d\d-\d\d-\d\d|"
        r"\d\d?[./]\d\d?[./]\d{2,4})"
        r"(?= (?:as|instead|for|although)|[.,;]))",
        any_case(r"\b(?:born|birth\w*|dob|expir\w*|due(?! to)|valid|dated|issued|deadline|"
                 r"meeting|demo|"
                 r"presentation|go live|launch|audit|exam|appointment|delivery|arriv\w*|hired|"
                 rf"closes|opens){_LINK}(?:\d{{1,4}}[-./]\d\d?[-./]\d{{1,4}}|{DAY}s?|"
                 rf"\d{{1,2}}\.? {MONTH}(?: \d{{4}})?|{MONTH} \d{{1,2}}|today|tonight|this week|"
                 rf"\d{{1,2}}:\d\d)"),
        any_case(rf"\b(?:by|before|next|until next|till next) (?:the end of )?(?:the )?(?:{DAY}|"
                 rf"{MONTH}|today|tonight|this (?:week|evening|afternoon)|\d{{1,2}}(?:th|st|nd|"
                 rf"rd|am|"
                 r"pm|:\d\d| pm| am| o'clock))(?: \d{1,2}\b)?"),
        any_case(rf"\b(?:hangs?|hung|waits?|waited|waiting|tak(?:es?|ing)|took|spins|spun|loads|"
                 rf"ran|runs|freezes|stalls) (?:\w+ )?(?:for )?(?:about |over |almost )?{AMOUNT} "
                 r"(?:minutes|hours|days|weeks)"),
        r"\bmay (?=(?:i|we|you|he|she|it|they|be|have)\b)",
        r"(?i:\b(?:please|can|could|need|must|wants?|needs?|would)\b[^.\n]{0,40}\b(?:fix|answer|"
        r"reply|help|solve|call|respond|look|check|someone|somebody)\w*\b[^.\n]{0,20}\b(?:today|"
        r"tonight|"
        r"this (?:week|morning|afternoon|evening)|right now)\b)",
        r"(?i:\bright now (?=(?:i|we) (?:have no|don't|do not|cannot))|\b(?:day|date) off\b)",
    ),
    never=(
        any_case(rf"\b(?:i|we|he|she|they)(?: will|'ll| shall)?(?: |(?='))(?:also |then )?{_AWAY} "
                 rf"(?:\w+ ){{0,2}}?{_DAYS}"),
        any_case(rf"\b{_TERM}s?(?: \w+)? (?:runs?|ends?|lasts?|expires?|renews?|is (?:up|due|"
                 rf"valid)|terminates?|comes? up|goes|are due|must be paid) (?:\w+ ){{0,2}}?"
                 rf"{_DAYS}"),
        any_case(rf"\b(?:please|needs?|wants?|expects?|can you|could you|must|answer|reply|fix)\b"
                 rf"[^.;\n]{{0,60}}? (?:by|before|until|till|no later than|latest) (?:the )?"
                 rf"(?:end of )?{_DAYS}"),
    ),
)  # fmt: skip
