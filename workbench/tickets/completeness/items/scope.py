"""How many are affected, and how often it happens."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import FEW, PERSON, any_case, one_of

_COUNT = rf"(?:\d+(?:[.,]\d+)*|{FEW})"
_HIT = one_of("""users?|customers?|clients?|requests?|calls?|people|teams?|regions?|accounts?|
    tenants?|
    sessions?|times?|cases?|queries|query|colleagues|answers|tickets|shops|stores|documents|files|
    orders|items|rows|records|predictions|of them|agents|employees|departments?|compan(?:y|ies)|
    organi[sz]ation|office|site|fleet|nodes?|pods?|images|languages|devices|replicas|cameras|photos|
    invoices|complaints|reports|errors|failures|workers|subscribers|shipments|parcels|messages|
    emails|attempts|tries|runs|uploads|chats|conversations|prompts|pages|products|transactions|
    samples|texts|articles|passports|patients|students|drivers|vans|trucks|machines|lines|
    branches|depots|warehouses|sites|locations|countries|stations|kiosks|vehicles|keys|jobs|
    batches|scans|recordings|letters|claims|loans|applications|applicants|policies|sensors|
    classes|schools|hospitals|wards|clinics|members|pictures|segments|floor|building|school|plant|
    factory|class|hotel|campus|warehouse""")
_HITS = _HIT.replace("s?", "s").replace("|query|", "|")
_NOT_COUNTED = one_of("""best|day|morning|night|week|help|hint|info\\w*|details?|due|you|i|the best|
    right|kinds?|that|this|in all|of a sudden|over again|my|your|along|means|step|good|clear|
    of this|
    we|it|he|she|they|is|other|these|those|browsers?|month|year|effort|evening|hour|afternoon|logs?|
    thanks|greetings|hours|days|weeks|ready|set|and|but|or|too|about|possible|necessary|relevant""")
_PART = one_of("""half|a third|one third|a quarter|one quarter|two thirds|three quarters|a fifth|
    a tenth|most|some|many|several|none|a (?:few|handful|couple|lot|number|fraction|minority|
    majority|
    part|small part)""")

SCOPE = Item(
    "scope",
    "How many are affected, and does it happen always or only sometimes?",
    (
        any_case(rf"\b(?:most|some|many|several|few|both|multiple|other|no other|any|"
                 rf"only (?:some|one|this|these|a few|new|two|three|the)|just (?:one|me|us|this|"
                 rf"two)|"
                 rf"a (?:few|handful of|couple of|lot of|single|number of|fraction of|minority of|"
                 rf"majority of)|the (?:whole|entire)) (?:of )?(?:(?:the|our|my|their) )?"
                 rf"(?:[\w-]+ ){{0,2}}{_HIT}\b"),
        any_case(rf"\b(?<!first )(?<!second )(?<!other )(?<!last )(?<!lower )(?<!upper )"
                 rf"{_PART} of (?:the|our|my|ours|them|all|these|"
                 rf"those|us|his|her|their)\b"
                 r"(?! (?:sentence|text|answer|page|picture|image|letter|screen|word|reply|"
                 r"document|file|summary|transcript|video|song|photo|table|time)\b)"),
        any_case(rf"\b(?:every|each) (?!{_NOT_COUNTED}\b)[\w-]{{2,}}"),
        any_case(rf"\ball (?:of )?(?:(?:the|our|my|their) )?(?!{_NOT_COUNTED}\b)(?:\d+|"
                 rf"[\w-]{{2,}})"),
        any_case(rf"\b(?:only|just(?= for| with| some| one| a few| certain| when)) (?:for|with|"
                 rf"in|on|from|at|when|if|during|after|via|through|"
                 rf"while|"
                 rf"{FEW}|some|a few|certain|new|this|these|long|short|large|big|small|old) \w+"),
        any_case(rf"\bonly (?:the )?(?:[\w-]+ )?(?:{PERSON}|callers|requests|calls|files|texts)\b"),
        r"\b[Oo]nly [A-Z]\w+",
        any_case(r"\b(?:error|failure) rate(?: (?:is|of|at|about|around|now))* \d+ ?%|"
                 r"\b(?:every|each) (?:morning|night|evening|day|hour|week|month)"),
        any_case(r"\bevery (?:other|second|third|fourth|\d+(?:th|rd|nd)) \w+|\bout of (?:\d+|"
                 r"the \d+)"),
        any_case(r"\bboth (?!of\b)\w+s\b"),
        any_case(r"\b(?:only|just) (?:our|my|their) [\w -]{2,30} (?:is|are|was|were|has|have) "
                 r"(?:affected|hit|concerned|it\b|this\b)"),
        any_case(r"\bonce (?:in|every|per|out of)\b"),
        any_case(r"\b(?:everyone|everybody|anyone|nobody|no one|only me|just me|only us|"
                 r"only for (?:me|"
                 r"us|him|her|one|this)|just for (?:me|us|him|her|one|this)|only (?:happens|"
                 r"occurs)|"
                 r"(?:company|organi[sz]ation|site|system|team|world|fleet|office)[- ]wide|"
                 r"global(?:ly)?|across the board|widespread|isolated case|single case|"
                 r"(?:others?|my colleagues|colleagues|the others|everyone else|the rest) (?:are|"
                 r"is|can|"
                 r"have|do|work\w*) (?:fine|ok\w*|not|no|don't|see)?)\b"),
        any_case(r"\b(?:always|all the time|all time|intermittent(?:ly)?|sometimes|occasionally|"
                 r"sporadic(?:ally)?|now and then|now and again|on and off|once so far|only once|"
                 r"just once|consistently|constantly|continuously|permanent(?:ly)?|"
                 r"persistent(?:ly)?|reproducib\w+|reproduce[sd]?|randomly|at random|"
                 r"from time to time|once in a while|rarely|seldom|often|frequently|repeatedly|"
                 r"again and again|twice|non-?stop|invariably|without exception)\b"),
        any_case(rf"\b{_COUNT} times (?:out of|of|in|per|a|so far|now|already|today|this|since|"
                 rf"yesterday|already|over)\b|\b(?:happen\w*|occurr\w*|tried|try|seen|saw|"
                 rf"reproduced|"
                 rf"tested|failed|fails|hit|repeated)(?: (?:it|this))? {_COUNT} times\b"),
        any_case(r"\b\d+(?:[.,]\d+)? ?(?:%|percent)(?: (?:of|der)\b| (?:[\w-]+ )?"
                 rf"{_HIT}\b)"),
        any_case(r"\b(?:about|around|roughly|approx\w*\.?|nearly|almost|for|in|affects|on|some|"
                 r"maybe) "
                 r"(?:about |roughly )?\d+(?:[.,]\d+)? ?(?:%|percent)"),
        any_case(rf"\b{_COUNT} (?:of |out of |in )?(?:our |the |all )?(?:\d+ |ten |"
                 rf"hundred )?(?:[a-z-]+ )"
                 rf"?{_HITS}\b(?<!times)(?<!items)(?<!rows)(?<!lines)(?<!pages)(?<!images)(?<!records)"
                 r"(?<!photos)(?<!products)"),
        any_case(r"\b(?:one|1|single) (?:user|customer|client|team|account|tenant|colleague|"
                 r"region|"
                 r"shop|store|office|person|request|call|document)\b"),
        any_case(rf"\b{_COUNT} (?:in|out of|of|from) (?:every |our |the )?(?:\d+(?! ?(?:s|ms|%|"
                 rf":))\b|{FEW}|"
                 rf"a hundred)\b|(?<![\d/])\b\d{{1,3}}/\d{{1,3}} (?:[\w-]+ )?{_HIT}\b"),
        any_case(rf"\baffects? (?:all|every\w*|each|only|just|about|around|some|several|many|"
                 rf"most|both|half|a few|no|"
                 rf"{_COUNT})\b"),
    ),
    labels=r"(?:scope|impact|frequency|extent|how often|how many(?: are affected)?|occurrence|"
           r"affects|"
    r"affected|(?:users|customers|clients|people|accounts) affected|affected (?:users|customers)|"
    r"reproducib\w+|reproduction rate|blast radius|reach|happens|number of users)",
    value=r"(?!(?i:high|low|medium|critical|severe|p\d|major|minor|business)\b)"
    r"(?=(?i:all|every|each|only|any|some|most|many|about|around|roughly|approx\w*|just|both|"
    r"several|"
    r"a |an |half|one|two|three|always|sometimes|often|rarely|once|never|constant\w*|the|yes|100|"
    r"whole|entire|no |nobody|every\w+|inter\w+|spor\w+|random\w*|perman\w+|cont\w+|daily|"
    r"hourly)\b|"
    r"[\d~<>]|[^\n;.]{0,40}\b(?i:users?|customers?|only|team|shops?|stores?|times?|calls?|"
    r"requests?|"
    r"people|per)\b)",
    decoys=(
        r"(?i:\b(?:should|must|expect\w*|supposed to|ought to)(?: \w+){0,3} (?:all|every|each|"
        r"some|most|both|the whole|the entire)\b)",
        r"(?i:\b(?:list|return|show|give|contain|include|print|rank|find|summari[sz]e|extract|"
        r"translate|"
        r"read|detect|recogni[sz]e|count)(?:s|e?d|ing)? (?:all|every|each|both|some|most|many|"
        r"several)\b)",
        any_case(rf"\b(?:list|return|show|give|contain|include|print|rank|recommend|suggest|"
                 rf"extract|need|require|accept|expect)(?:s|e?d|ing)? (?:only |just |at least |"
                 rf"exactly |about |up to )?{_COUNT} (?!(?:[\w-]+ )?(?:of|in|times|percent|"
                 rf"{PERSON})\b|%)[\w-]+(?: {_HIT}\b)?"),
        any_case(rf"\b{_COUNT} (?:[\w-]+ )?(?:tickets|e?-?mails|messages|reminders|complaints|"
                 rf"requests|letters|reports|calls) (?:open )?(?:(?:with|to|from|at|by) (?:you\b|"
                 rf"your\b|support)|and (?:no|not))"),
        any_case(rf"\b(?:told|asked|wrote|written|called|phoned|contacted|reminded|mailed|emailed|"
                 rf"sent|informed|warned|chased) (?:to )?(?:you|your \w+|support)\b"
                 rf"[^.;,\n]{{0,20}}? {_COUNT} (?:times|[\w-]+)"),
        r"(?i:\btoo many requests\b|\bmost recent call\b|\ball rights\b|\b(?:first|above|after|"
        r"at) all\b)",
        r"(?i:\b(?:stuck|stops?|hangs?|loading|progress|loaded|freezes|cpu|gpu|memory|disk)\b[^.\n]"
        r"{0,20}? \d+ ?%)",
        r"(?i:\b(?:accuracy|confidence|score\w*|probability|discount|margin|"
        r"(?<!error )(?<!failure )rate|growth|similarity|"
        r"precision|recall|f1|share|drop|something|expected|shows?|predicts?|is|was|be|got) (?:of "
        r"|is |was |at |to |around |about |roughly )*\d+(?:\.\d+)? ?(?:%|percent)(?! of))",
        r"(?i:\b(?:page|step|part|chunk|line|file|slide|epoch|version|batch|question|chapter|score|"
        r"rating|score of|graded?|stars?) \d+ (?:of|out of|in) \d+)",
        r"(?i:\b\d+(?:\.\d+)? (?:out of|of) \d+ (?:points?|stars?|marks?|score))",
        r"(?i:\b(?:every|each|all|any|many) (?:help|hint|support|information|info|details|the best|"
        r"thanks)\b|\bmany thanks\b|\bwith all\b)",
        r"(?i:\b(?:often|sometimes|always) (?:stands|happy|welcome|helpful|friendly)\b)",
        r"(?i:\b(?:how|as|too|so) (?:often|many)\b(?! ?:))",
        r"(?i:\b(?:like|than|as|in) (?:every|each|all|any) (?:month|day|week|other|time before)\b)",
        r"(?i:\b(?:is|can|could|has|does|did|if|will) (?:anyone|anybody)\b|\b(?:anyone|"
        r"anybody) know)",
        r"(?i:\bfor any (?:help|name|inconvenience|information|reason|hint|advice)\b)",
    ),
    against=r"\b(?:thanks|thank you)\b|\bsame(?: \w+)?\s*$",
)  # fmt: skip
