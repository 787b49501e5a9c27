"""Who is affected: a name, an id, a team, a signature."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import DAY, MONTH, NAME, PERSON, any_case, one_of

_GROUP = r"(?:team|department|dept|desk|squad|office|branch|division|unit|crew|shift|ward)"
_NOT_A_PERSON = one_of(rf"""(?i:model|ai|ml|service|system|is|are|was|were|has|have|can|cannot|do|
    does|says?|said|reports?|get|gets|see|sees|and|or|in|on|of|the|to|who|with|for|an?|{DAY}s?|
    {MONTH}|since|after|before|only|both|all|every|each|everyone|everybody|someone|somebody|nobody|
    everything|nothing|error|errors|firefox|chrome|safari|edge|opera|brave|windows|linux|ubuntu|
    debian|mac ?os|android|ios|iphone|ipad|pixel|version|build|release|sdk|api|cli|app|prod|
    production|staging|test|kubernetes|docker|aws|azure|gcp|python|node|java|input|output|prompt|
    query|expected|actual|result|endpoint|environment|region|scope|works?|fails?|now|not|no|yes|
    our|your|my|this|that|these|it|we|i|you|they|he|she|there|here|what|when|where|why|how|which|
    please|hello|hi|hey|dear|sorry|thanks|thank|regards|best|cheers|kind|support|team|help|
    german|english|french|spanish|italian|polish|dutch|portuguese|hungarian|czech|russian|chinese|
    japanese|korean|arabic|turkish|greek|swedish|danish|finnish|norwegian|hindi|europe|asia|
    http|https|json|pdf|csv|gpu|cpu|should|must|would|could|same|other|new|old|very|just|
    today|yesterday|tomorrow|tonight|got|gets|getting|post|put|delete|tried|urgent|problem|issue|
    bug|
    question|answer|response|request|steps|title|summary|severity|priority|status|client|
    customer|user|account|mobile|web|desktop|instead|also|but|if|as|at|by|from|so|then|upload|
    uploaded|worked|used|using|running|called|calling|asked|sent|let|lets|let's)\b""")
_NOT_A_TENANT = one_of(r"""(?i:down|affected|unknown|blocked|broken|empty|locked|level|wide|ids?|
    names?|data|isolation|admins?|settings?|config\w*|separation|switch\w*|management|concerned|
    specific|none|wise)\b""")
_PERSON_NAME = rf"(?!{_NOT_A_PERSON})(?!\S*\d){NAME}"
_TITLED = rf"(?:(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Sig)\.? )?(?:[A-Z]\. ?)*{_PERSON_NAME}"
_DOES = one_of("""reported|reports|says|said|told|tells|wrote|writes|called|calls|noticed|
    complain\\w*|
    sees|saw|cannot|can't|uses|used|ran|runs|asked|asks|scored|pasted|typed|entered|uploaded|tried|
    sent|found|got|gets|gave|opened|tested|submitted|dictated|searched|needs|wants|is|was|has|had|
    receives?|received|works""")
_CLOSING = one_of("""regards|best|wishes|thanks|thank you|thx|cheers|sincerely|greetings|bye|
    goodbye|faithfully|truly|yours|ciao|merci|danke|gracias|asante|grazie|obrigad[oa]|salut|
    gr[uü](?:ss|ß)e?|servus|namaste|respectfully|cordially|sent by|signed|love""")
_GREETING = r"(?i:hi|hello|hey|dear|good (?:morning|day|evening)|to whom|team|support|all)\b"
_NAME_LINE = (
    rf"(?:[-\u2013\u2014~] ?)?{_TITLED}(?: (?:van|de|von|der|da|di|al|el|of|the|&|{NAME})){{0,4}}"
    r"(?:,? [^\n]{0,80})?$"
)
_ONLY_NAMES = rf"{_TITLED}(?: (?:van|de|von|der|da|di|al|el|&|{NAME})){{1,3}}(?:,[^\n.]{{0,60}})?"
_PLACE_OF_WORK = one_of(rf"""(?:the )?(?:(?i:sales|finance|marketing|support|legal|hr|billing|
    operations|accounting|engineering|logistics|procurement|claims|risk|compliance)\b|{NAME})""")

WHO = Item(
    "who",
    "Who is affected? A name, a user or customer id, or a team is enough.",
    (
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b(?<!\.jpg)(?<!\.png)(?<!\.pdf)(?<!\.wav)",
        r"(?<![\w/=@])@(?!(?:on-?call|here|channel|support|all|team|everyone|ops|help\w*|admins?)"
        r"\b)[A-Za-z][\w.-]+(?<!\.jpg)(?<!\.png)(?<!\.pdf)(?<!\.wav)(?<!\.txt)(?<!\.json)",
        any_case(rf"\b{PERSON}[ _-]*(?:id|name|number|no\.?)\"? ?[:=#] ?\"?[^\s\"]*[a-z\d]"
                 rf"|(?<!\"){PERSON} ?[:=#] ?[^\s\"]*[a-z\d]|\b{PERSON} \"[\w.@-]+\""),
        any_case(rf"\b{PERSON} (?:id |number |no\.? )?(?:is )?#?(?=[\w-]*\d)(?!\d+ (?:times|of|"
                 rf"out)\b)"
                 r"[\w-]+"),
        rf"\b{any_case(PERSON)},? [\"(]?(?!{_NOT_A_PERSON}){NAME}",
        any_case(r"(?:^|[,.;:(] ?|\bmy )user(?:name| id)?(?: is)? \"?(?!(?:is|are|was|has|can|"
                 r"gets?|"
                 r"sees?|says?|said|interface|experience|data|input|groups?|manual|base|side|"
                 r"facing|error|reports?|complain\w*|asked|typed|wrote|sent|uploaded|cannot|"
                 r"could|did|does|wants?|tried|entered|who|with|from|that|only|just|again|"
                 r"accounts?|story|message|opens?|clicks?)\b)[a-z][\w.]{2,}"
                 r"(?=\"|[,.;)] |[,.;)]?$| (?:reported|sees|gets|sent|has|cannot|is|was|tried|"
                 r"sent)\b)"),
        rf"\b(?i:(?:reported|raised|noticed|found|spotted|flagged|escalated|forwarded|seen|submitted|opened|sent|filed|"
        rf"written|run) by|on behalf of|my (?:name is|colleague|boss|manager|wife|husband|son|"
        rf"daughter|student|client)|contact|affects|hits|(?:ticket|message|incident|alert|report|"
        rf"call|e-?mail|note|question) from|"
        rf"request from|speaking|(?:not|only|also|just|even|fails|fine|broken|works) for)"
        rf",? {_PERSON_NAME}",
        rf"\b(?:I'm|I am|[Tt]his is|[Hh]ere is|[Hh]ere's|[Ww]e at|[Hh]ere at|[Ww]e are|[Ww]e're|"
        rf"[Mm]y name's|[Ss]oy|[Jj]e suis|[Ii]ch bin|[Ss]ono|[Ii]k ben) {_TITLED}",
        rf"\b(?i:it's|its|it is) {_PERSON_NAME}(?:,| (?:from|here|again|at|of|in)\b)",
        rf"\b{_PERSON_NAME}'s (?:box|laptop|phone|account|pc|machine|computer|desk|request|query|"
        rf"team|tablet)\b",
        any_case(PERSON) + rf"(?: so far| affected| are)? ?: (?!{_NOT_A_PERSON}){NAME}",
        rf"\b(?:Father|Sister|Brother|Judge|Captain|Coach|Pastor|Professor|Farmer|Officer|Nurse|"
        rf"Doctor|"
        rf"Sir|Lady) {_PERSON_NAME}",
        rf"\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme)\.? (?:[A-Z]\. ?)*{NAME}",
        rf"\b{any_case(_CLOSING)}[,!.]?(?: and [^\n]{{1,20}})? ?\n{{1,3}} ?(?:{_NAME_LINE}|"
        rf"{_TITLED} {_PERSON_NAME})",
        rf"(?:^|[.!?,] ){any_case(_CLOSING)}(?: (?:a lot|in advance|you|so much))?[,!.]? "
        rf"[-\u2013]? ?{_PERSON_NAME}(?: (?:from|in|of|at|the|and|de|van|von|{NAME})){{0,4}}[.!]?$",
        rf"^(?!{_GREETING})[A-ZÀ-Þ][\w' ]{{1,30}}, ?\n{{1,3}}{_NAME_LINE}",
        rf"(?<=[.!?)\"]) [-\u2013\u2014]{{1,2}} ?{_TITLED}(?: {NAME}){{0,2}}\s*\Z",
        rf"(?<=[.!?)\"])\s{{1,3}}{_ONLY_NAMES}\s*\Z",
        rf"(?:^|[.!,;:] )(?:and |but )?{_PERSON_NAME}(?: {_PERSON_NAME})? here\b",
        r"\b(?:[Ll]ead|[Mm]anager|[Oo]wner|[Hh]ead|[Dd]irector) here\b",
        rf"\b(?:[Cc]hief|[Ll]ead|[Cc]olleague|[Cc]lerk|(?!(?i:after|over|under|whether|however|"
        rf"order|number|server|browser|scanner|user|customer)\b)[A-Za-z][a-z]{{2,}}(?:er|or|ist|"
        rf"yst|ant|ian)) {_PERSON_NAME}(?: {_PERSON_NAME})? {_DOES}\b",
        rf"(?:^|[,;:(|] ?|\b(?:of|at|by|for|from|\d) )[Tt]enant (?!{_NOT_A_PERSON}|{_NOT_A_TENANT})"
        rf"[a-z][\w-]+(?=[,.;)|]|\s*$| (?:{_DOES}|should|cannot|can't)\b)",
        rf"\b(?i:customer|client|user|tenant|account) is (?!{_NOT_A_PERSON}){NAME}",
        rf"(?:^|[.!,;:\u2022-] |\d |\b(?:and|says|by|from|for|that) )"
        rf"(?!\w{{3,}}(?:ed|ing|ion|ly)\b){_PERSON_NAME}(?: {NAME})? "
        rf"(?i:from|in|of|at|over in|over at) {_PLACE_OF_WORK}(?:(?=[,.;:!\n)]|$)| (?:{_DOES})\b|"
        rf" (?:team|dept|department)\b)",
        rf"\b{_PERSON_NAME}(?: {NAME})? (?i:from|in|of|at) (?:the )?"
        r"(?i:sales|finance|marketing|support|legal|hr|billing|operations|accounting|engineering|"
        r"logistics|procurement|claims|risk|compliance)\b",
        rf"\b{_PERSON_NAME}(?: {_PERSON_NAME})? \((?!{_NOT_A_PERSON}){NAME}(?: [\w&]+){{0,3}}\)",
        rf"(?:^|[.!?] |, )(?!{_NOT_A_PERSON})[A-ZÀ-Þ][a-zà-ÿ'-]+ {_PERSON_NAME},? (?:{_DOES})\b",
        rf"\A(?:{_GREETING}[^\n]{{0,20}}?[,!. ]+\n*)?{_PERSON_NAME}(?: {NAME})?, {_PERSON_NAME}(?: "
        r"[\w&]+){0,2}(?:[.\n]|\Z)",
        any_case(rf"\b(?:the|our|their) (?!ai\b|ml\b|whole\b|your\b|support\b|right\b|entire\b|"
                 rf"business\b|night\b|last\b|first\b|head\b|your\b|help\b|service\b|same\b)"
                 rf"[\w-]+(?: [\w-]+)? {_GROUP}\b"),
        rf"\b[Tt]eam {_PERSON_NAME}|\b{NAME} (?:Team|Department|Division|Desk)\b|"
        rf"(?:^|[.!,] ){_PERSON_NAME}(?: [\w-]+)? (?:team|department)\b",
        rf"\b(?i:every(?:one|body)|anyone|people|colleagues|staff|all|folks) (?i:in|at|from) "
        rf"(?:our |the )?{_PERSON_NAME}",
        any_case(r"\b(?:our|the|my) (?:[\w-]+ )?(?:scientists|engineers|developers|analysts|"
                 r"accountants|sales ?people|managers|nurses|doctors|teachers|editors|translators|"
                 r"clerks|dispatchers|pharmacists|librarians|tutors|underwriters|recruiters)\b"),
    ),
    labels=r"(?:who(?: is affected)?|name|reporter|reported by|raised by|affected|affects|caller|"
    r"requester|requested by|contact(?: person)?|from(?: user)?|submitted by|sent by|owner|my name|"
    r"team|department|sender|person|affected (?:user|customer|client|team|party|users|customers)|"
    r"(?:user|customer|client|account|tenant|employee|member)[ _-]?(?:id|name)?|signed|author)",
    value=r"\"?(?=[^\n},;]{0,30}[^\W\d_]|\W?\d{3}|\W?\u00b7)(?!(?i:all|every|each|only|any|some|most|many|about|around|"
    r"roughly|approx\w*|just|both|several|none|\d[\d.,]*(?: |%|$)|\d[\d.,]*\n)\b(?!.{0,30}"
    r"(?i:nurses|team|clerks|staff|agents|department|shift|teachers|drivers|in [A-Z])))",
    decoys=(any_case(r"\b(?:only|just) (?:one|a single|this|that) (?:user|customer|client|account|"
                     r"person|tenant|team)\b(?! ?[\"':#(,])"),
            any_case(r"\b(?:sandbox|test|demo|staging|prod|production|eu|us|uk|dev) "
                     r"(?:tenants?|accounts?|users?|workspaces?)\b"
                     r"(?! ?[\"':#(]?(?:[\w-]*\d|(?-i:[A-Z])))"),
            rf"\b(?i:dear|hi|hello|hey) (?i:mr|mrs|ms|dr|prof)\.? {NAME}",
            any_case(r"\b(?:dear|hi|hello|hey|greetings|(?:good )?(?:morning|day|afternoon|"
                     r"evening)),? (?:all|everyone|folks|colleagues|support|help ?desk|"
                     r"(?:[\w&]+ ){0,2}team)\b"),
            r"(?i:\b(?:users?|customers?|clients?|accounts?) affected ?[:=] ?\d[^\n]*)",
            any_case(r"\b(?:das|der|die|eine?|unsere?|euer|ihr|le|la|les|notre|votre|el|nuestro|"
                     r"il|lo|het|de|onze|um|nosso|o) (?:ki-?)?(?:modell\w*|modèle|modelo|system|"
                     r"système|sistema|(?:chat|sprach)?bot|assistent\w*|ki|ia|dienst|servizio|"
                     r"servicio)\b"),
            r"(?i:\b(?:api|service|mobile|web|desktop) (?:accounts?|clients?)\b)",
            r"(?i:\bclients? v?\d+\.\d[\w.]*)", r"(?i:\bclient(?:'s)? (?:version|v?\d+\.|v|app|"
                                                r"library|sdk|side)\b)"),
    told_by_questions=True,
)  # fmt: skip
