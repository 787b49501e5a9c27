"""The things a useful report tells, the question for each, and the words that tell it."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Item:
    """One thing a useful report tells: its name, the question for it, and how it is recognised.

    A match counts unless `against` is found in the words before it in the same sentence.
    """

    name: str
    question: str
    _pattern: str
    _against: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What tells it; compiled when first asked for, which takes milliseconds."""
        return re.compile(self._pattern, re.MULTILINE)

    @cached_property
    def against(self) -> re.Pattern[str] | None:
        """What in the words before a match makes it none."""
        return re.compile(self._against, re.IGNORECASE) if self._against else None


def _item(name: str, question: str, *patterns: str, against: str = "") -> Item:
    return Item(name, question, "|".join(f"(?:{p})" for p in patterns), against)


_I = r"(?i:{})".format  # a part that ignores case
_FEW = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|dozens?|hundreds?|"
    r"thousands?)"
)
_NUMBER = rf"(?:\d[\d.,]*|{_FEW}|a|an|half an?|several|a few|many|a couple of)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TIME_UNIT = r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
_CHANGE = (
    r"(?:deploy\w*|release|update|upgrade|rollout|roll-?out|migration|restart|re-?training|switch|"
    r"patch|maintenance|change|outage)"
)
_PERSON = (
    r"(?:users?|customers?|clients?|accounts?|tenants?|colleagues?|members?|analysts?|agents?|"
    r"employees?|operators?|merchants?|sellers?|partners?|subscribers?|organi[sz]ations?|"
    r"compan(?:y|ies)|"
    r"students?|patients?|drivers?|reviewers?|workspaces?|shops?|stores?)"
)
_NAME = r"[A-ZÀ-Þ][\w&.'-]+"
_NO_NAME = (
    r"(?!(?i:model|ai|service|system|is|are|was|were|has|have|can|cannot|do|does|says?|said|"
    r"reports?|"
    r"get|gets|see|sees|and|or|in|on|of|the|to|who|with|for)\b)"
)
_GROUP = r"(?:team|department|desk|squad|office|branch|division|unit|crew)"
_OUR_PEOPLE = (
    r"(?:i|we|he|she|they|one of us|users?|customers?|clients?|someone|somebody|callers?|agents?|"
    r"colleagues?|employees?|operators?|analysts?)"
)
_GIVEN = (
    r"(?:ask(?:ed)?|type[ds]?|enter(?:ed)?|sen[dt]|submit(?:ted)?|upload(?:ed)?|prompt(?:ed)?|"
    r"search(?:ed)?|quer(?:y|ied)|post(?:ed)?|paste[ds]?|fed|feed|g[ai]ve it|pass(?:ed)?|"
    r"supplied|provided|dictated|put in|called it with|ran it on|tried it? ?with|used the)"
)
_INPUT = (
    r"(?:input|prompt|payload|query|question|request body|body|example|sample|search term|"
    r"utterance|"
    r"request json|user message|transcript|feature vector)"
)
_OUTPUT = r"(?:answer|output|response|reply|result|prediction|score|label|reaction|outcome)"
_VAGUE = (
    rf"(?:wrong|bad|odd|strange|weird|incorrect|poor|false|funny|silly)\s+(?:\w+\s+)?{_OUTPUT}s?\b"
    r"(?!\s*[:(\"])"
)
_TASK = (
    r"(?:recommendation|prediction|ranking|re-?ranking|scoring|embedding|summari[sz]ation|"
    r"translation|"
    r"transcription|classification|detection|recognition|segmentation|extraction|moderation|"
    r"forecast(?:ing)?|sentiment|churn|fraud|pricing|demand|risk|anomaly|ocr|speech|matching|"
    r"routing|"
    r"captioning|autocomplete|retrieval)"
)
_FUNCTION = (
    r"(?:summari[sz]er|translator|transcriber|tagger|recommender|re-?ranker|forecaster|predictor|"
    r"scorer|paraphraser|spam filter|ocr|speech-to-text|text-to-speech|semantic search)"
)
_NOT_A_NAME = (
    r"(?:the|this|that|these|those|your|our|my|its|their|an?|each|every|all|any|some|no|one|same|"
    r"other|another|which|what|whose|ai|ml|new|old|wrong|right|bad|broken|whole|entire|current|"
    r"latest|previous|first|second|last|best|affected|deployed|served|underlying|production|"
    r"machine|deep|language|learning|trained|retrained|and|or|of|with|for|by|if|when|because|in|"
    r"on|at|to|from|is|as|but|not)\b"
)

ITEMS = (
    _item(
        "who",
        "Who is affected? A name, a user or customer id, or a team is enough.",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"(?<![\w/])@[A-Za-z][\w.-]+",
        _I(rf"\b{_PERSON}[\s_-]*(?:id|name|number|no\.?)?\s*[:=#]\s*\S+"),
        _I(rf"\b{_PERSON}\s+(?:id\s+|number\s+|no\.?\s+)?#?[\w-]*\d[\w-]*"),
        rf"\b(?i:{_PERSON})\s+{_NO_NAME}[\"“']?{_NAME}",
        _I(r"\b(?:affected|affects|reported by|reporter|caller|requester|requested by|contact|"
           r"contact"
           r" person|from user|submitted by|owner|my name)\b\s*[:=]\s*\S|(?:^|"
           r"[,;])\s*name\s*[:=]\s*\S"),
        rf"\b(?i:(?:reported|raised|noticed|found|spotted|flagged|seen|submitted|opened) by|"
        rf"on behalf of|my name is|my colleague|my boss|my manager|contact|call|affects|"
        rf"hits)\s+{_NAME}",
        rf"\b(?:I'm|I am|This is|Here is|We at|here at)\s+{_NO_NAME}{_NAME}",
        r"\b(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.?\s+[A-ZÀ-Þ]\w+",
        rf"(?i:\b(?:regards|best|thanks|thank you|cheers|sincerely|greetings)\b)[,!.]?\s+{_NAME}",
        _I(rf"\b(?:the|our|their)\s+(?!ai\b|ml\b|whole\b|your\b|support\b|"
           rf"right\b)[\w-]+(?:\s+[\w-]+)?"
           rf"\s+{_GROUP}\b"),
        _I(r"\b(?:our|the|my) (?:[\w-]+ )?(?:scientists|engineers|developers|analysts|accountants|"
           r"sales ?people|managers|nurses|doctors|teachers|editors|translators|clerks)\b"),
        rf"\b{_NAME} (?i:from|in|of|at) (?i:the )?(?i:sales|finance|marketing|support|legal|hr|"
        rf"billing|"
        r"operations|accounting|engineering|logistics|procurement|claims|risk|compliance)\b",
        rf"\b{_NO_NAME}{_NAME}(?: {_NAME})? (?i:from|at) {_NAME} (?i:reported|says|told|wrote|"
        rf"called|"
        r"noticed|complain\w*|sees|cannot|can't)\b",
    ),
    _item(
        "when",
        "When did it happen, or since when? Date, time and time zone help most.",
        r"\b\d{4}-\d{2}-\d{2}(?=T|\b)",
        r"\b20\d{6}T\d{4,6}Z?\b",
        r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b(?!\d)",
        r"\b1[67]\d{8}(?:\d{3})?\b",
        _I(r"\b\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.|o'?clock|h|utc|cet|cest|gmt|est|pst|edt|pdt|"
           r"ist)\b"),
        _I(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|"
           rf"rd|th)?)\b"),
        _I(r"\b(?:on|since|until|by|from) the \d{1,2}(?:st|nd|rd|th)\b"),
        _I(r"\b(?:today|yesterday|tonight|overnight|earlier this|this (?:morning|afternoon|"
           r"evening|noon|"
           r"week|weekend|month)|last (?:night|week|month|weekend|evening|year|quarter)|"
           r"(?:over|at|on) the weekend|at noon|at midnight|around noon|around midnight|since noon|"
           r"midnight|noon|midday|just now|right now|a moment ago|in the (?:morning|afternoon|"
           r"evening|night)|"
           r"in the early hours|at night|during the night)\b"),
        _I(rf"\b{_DAY}s?\b"),
        _I(rf"\b{_NUMBER}\s+{_TIME_UNIT}\s+(?:ago|earlier|back)\b"),
        _I(rf"\b(?:for|in|during|within|over)\s+(?:the\s+)?(?:(?:last|past|"
           rf"previous)\s+)?(?:about\s+)?"
           rf"{_NUMBER}\s+(?:minutes|hours|days|weeks|months)\b"),
        _I(r"\b(?:for|in|during)\s+the\s+(?:last|past|previous)\s+(?:hour|day|week|month|night)\b"),
        _I(rf"\b(?:since|in|until|early|mid|late)[ -](?:the\s+)?(?:(?:start|beginning|end|"
           rf"middle)\s+of\s+|"
           rf"last\s+|this\s+|early\s+|mid[- ]|late\s+)*(?:{_MONTH}|20\d\d|spring|summer|autumn|"
           rf"winter)\b"),
        _I(rf"\b(?:since|after|following|right after|ever since)\s+(?:(?:the|our|your|last|"
           rf"latest|recent|"
           rf"yesterday's|today's|last week's)\s+)*(?:\S+\s+)?{_CHANGE}\b"),
        _I(r"\b(?:calendar week|week|cw|kw)\s*\d{1,2}\b|\bq[1-4]\b"),
    ),
    _item(
        "model",
        "Which model or AI feature was it? The name as you see it is fine.",
        _I(r"\bmodel[\s_-]*(?:name|id)\s*(?:[:=]|is|was)?\s*[\"'`“]?(?!unknown)[\w./-]+"),
        _I(r"\bmodel\s*(?:[:=]|is called|was called|called|named)\s*[\"'`“]?[\w./-]+"),
        _I(r"\bmodel\s+(?:is\s+|was\s+)?[\"'`“](?=\w)[\w./-]+|\bmodel\s+(?:is\s+|was\s+)?"
           r"(?=[\w.]*[-_\d/])[a-z][\w./-]+"),
        _I(r"\b(?:gpt|chatgpt|claude|sonnet|haiku|opus|llama|code ?llama|mi[sx]tral|gemini|gemma|"
           r"palm|"
           r"qwen|phi-?\d|bert|roberta|distilbert|t5|flan|whisper|falcon|deepseek|command-r|"
           r"dall-?e|"
           r"stable ?diffusion|minilm|xgboost|lightgbm|catboost|resnet|yolo|titan|granite|"
           r"starcoder|"
           r"vicuna|zephyr|dbrx|grok|copilot|random forest|gradient boosting|isolation forest|"
           r"logistic regression|prophet|arima|text-embedding|sentence-transformers?)\b[\w.:-]*"),
        r"\bo[134](?:-mini|-pro|-preview)?\b",
        _I(r"\b[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*[-_](?:\d+b|v\d+|base|large|small|mini|tiny|"
           r"instruct|chat|"
           r"turbo|int8|fp16|xl|flash|latest)\b"),
        _I(rf"\b(?!{_NOT_A_NAME})[a-z][\w-]+\s+(?:model|classifier|ranker|recommender|chat ?bot|"
           rf"voice ?bot|"
           r"assistant|detector|forecaster|predictor|scorer|copilot|llm|network|embedder)\b"),
        _I(rf"\b{_TASK}[ -](?:model|service|api|engine|pipeline|feature|system|component|module|"
           rf"function|"
           r"analysis|bot|tool|check)\b"),
        _I(rf"\b(?:the|our|your|its|my)\s+(?:\w+\s+)?{_FUNCTION}\b"),
        _I(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:model|ranker|classifier|recommender|encoder|bot|"
           r"scorer|"
           r"predictor|detector|parser|extractor|embedder|reranker|service)[\w.-]*"),
    ),
    _item(
        "version",
        "Which version of it? It often stands in the settings, the log or the response.",
        _I(r"(?<![a-z])(?:version|ver|release|build|revision|rev|tag|checkpoint|commit|snapshot|"
           r"image|"
           r"git sha|sha|digest|hash)\b\.?[\s_-]*(?:is|was|are|number|no\.?|id|of it|hash|"
           r"candidate|tag)?\s*"
           r"[:=#@]?\s*[\"'`]?(?=[\w.:-]*\d)[\w.:-]+"),
        _I(rf"\b(?:version|release|build)\s+{_FEW}\b"),
        r"(?<![/\w])[vV]\d+(?:[._-]\d+)*\b",
        r"(?<![\w.:/])(?!\d+\.\d+\.\d+\.\d+|\d\d?\.\d\d?\.(?:19|"
        r"20)\d\d\b)\d+\.\d+\.\d+(?:[-+.]?\w+)?\b",
        _I(r"\b[a-z][\w]*-\d+\.\d+[\w.-]*"),
        _I(r"\bcheckpoint-\d+|\bsha256:[0-9a-f]{6,}"),
        against=r"\b(?:python|ios|ipados|android|mac ?os|os x|ubuntu|debian|windows|linux|chrome|"
        r"firefox|"
        r"safari|edge|opera|cuda|kubernetes|k8s|docker|node(?:\.js)?|java|sdk|driver|kernel|torch|"
        r"tensorflow|openssl|browser|app|api)\s*(?:version|release|build)?\s*[:=]?\s*$",
    ),
    _item(
        "endpoint",
        "Which address or endpoint, or which request id? The id stands in the error or the log.",
        r"https?://\S+",
        r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+(?:to |on |request to )?/\S*",
        r"(?<![\w/.<])/(?:v\d+|api|predict|recommend|score|chat|infer|search|generate|embed|"
        r"rank)\w*"
        r"(?:/[\w{}.:-]+)*",
        r"(?<![\w/.<~])/(?!(?:var|home|etc|usr|tmp|opt|data|mnt|root|dev|bin|srv)/)[a-z][\w-]*"
        r"(?:/[\w{}.:-]+)+",
        r"\b(?:api|inference|gateway|models?)\.[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?",
        r"\b(?:localhost|[\w-]+(?:\.[\w-]+)*\.(?:internal|local|svc|corp|lan))(?::\d+)?(?:/\S*)?",
        _I(r"\b(?:x-)?(?:request|trace|correlation|call|transaction|span|operation|job|run|session|"
           r"conversation|incident|reference)[-_ ]?(?:id|number|no\.?)\b\s*(?:is|was)?\s*[:=#]?\s*"
           r"[\"'`]?(?=[\w-]*\d)[\w-]+"),
        _I(r"\b(?:request|trace|call)\s*#\s*\d\w*|\btraceparent\b"),
        r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b",
        _I(r"\b(?:req(?:uest)?|chatcmpl|msg|resp|cmpl|run|trace)[-_](?=\w*\d)\w+"),
        _I(r"\b(?:endpoint|route|url|uri|path|address|host)\s*(?:is|was|used)?\s*[:=]\s*\S+"),
        _I(r"\b(?:endpoint|route|url|uri|path)\s+(?:is|was|called|"
           r"named)?\s*[\"'`]?(?=\S*[/._\d-]\S)\S+"),
        _I(r"\b(?:the|our|your|an?)\s+(?!api\b|ai\b|same\b|wrong\b|right\b|new\b|old\b|model\b|"
           r"public\b|"
           r"your\b)[\w/-]+\s+(?:endpoint|route)\b"),
    ),
    _item(
        "input",
        "What exactly was put in? The prompt, the request or the file, without personal data.",
        _I(rf"(?<![\w.@/-]){_INPUT}\b[^.:=?\n]{{0,30}}[:=]\s*\S+"),
        _I(rf"\b{_OUR_PEOPLE}\s+(?:have\s+|had\s+|just\s+|first\s+|then\s+)*{_GIVEN}\b"
           r"(?!\s+(?:you|for (?:help|support)|support|the helpdesk)\b)"),
        _I(rf"\b(?:with|on|for) (?:the|this|an?|these|our) (?:following )?(?:{_INPUT}|image|file|"
           rf"picture|"
           r"photo|document|pdf|csv|text|audio|recording)\b"),
        _I(rf"\bthe {_INPUT}(?: text)? (?:was|is|were|are|reads?|said|has|had|contain\w*)\b"),
        _I(rf"\b(?:attached|enclosed|below)\b[^.\n]{{0,20}}\b(?:{_INPUT}|file|document|image|"
           rf"request)\b|"
           rf"\b(?:{_INPUT}|file|document|image)\b[^.\n]{{0,12}}\b(?:attached|enclosed|below)\b"),
        r"```|\{\s*\"[\w-]+\"\s*:",
        _I(r"\bwhen (?:asked|given|prompted|fed|queried)\b|\bwas (?:asked|given|prompted|fed)\b"),
    ),
    _item(
        "expected",
        "What did you expect to happen?",
        _I(r"\bexpect(?:ed|s|ing|ation)?\b(?!\s+(?:a |an |the )?(?:reply|fix|solution|update|"
           r"call)\b)"),
        _I(r"(?<!what i )(?<!what we )(?<!you )\b(?:should|ought to|supposed to|meant to|must|"
           r"needs? to|"
           r"has to)\b(?!\s+(?:i|we|you)\b)"),
        _I(r"\b(?:would|must) have been\b|\bwould (?:be|have) (?:right|correct|fine)\b"),
        _I(rf"\b(?:right|correct|desired|intended|wanted|proper|true)\s+(?:\w+\s+)?{_OUTPUT}\b|"
           r"\bthe (?:right|correct) [\w-]+ (?:is|was|would)\b"),
        _I(rf"\b{_OUR_PEOPLE}\s+(?:really\s+|just\s+)?(?:want(?:ed|s)?|hop(?:e|ed)|wish(?:ed)?|"
           rf"was looking for|"
           r"were looking for|(?:was|were) hoping|would (?:have )?liked?)\b"),
        _I(r"\b(?:normally|usually|ideally|before that|it used to|previously|"
           r"according to (?:the )?(?:docs|"
           r"documentation|specification|contract|manual)|as documented)\b"),
        _I(r"\b(?:worked|was fine|was correct)\s+(?:\w+\s+)?(?:before|until|till|yesterday|"
           r"last)\b"),
        against=r"\b(?:when|how soon|by when) (?:can|do|should|may) (?:we|i)\b",
    ),
    _item(
        "actual",
        "What happened instead? The answer or the error message, word for word.",
        _I(r"\bactual(?:ly)?\b(?:\s+\w+)?\s*[:=]?|\bobserved\b(?:\s+\w+)?\s*[:=]"),
        _I(r"\b(?:but|yet|instead,?)\s+(?:it|we|i|they|the|he|she|there|got|received|returned|"
           r"shows?|only)\b"),
        _I(r"\binstead\b(?!\s+of\b)"),
        _I(r"\b(?:i|we|they|he|she|it|users?|customers?|clients?)\s+(?:only\s+|just\s+|always\s+)?"
           r"(?:get|got|gets|receive[ds]?|see|saw|sees)\b(?!\s+(?:it|this|that|them|in touch|"
           r"back)\b)"),
        _I(r"(?<!should )(?<!must )(?<!\bto )(?<!would )\b(?:returns?|returned|answers|answered|"
           r"replies|"
           r"replied|responds?|responded|shows?|showed|displays?|displayed|produces?|produced|"
           r"outputs|"
           r"outputted|gave|gives|throws?|threw|recommend(?:s|ed)|predict(?:s|ed)|says|said|"
           r"sends back|"
           rf"sent back|prints?|printed|delivers?|delivered|reads)\b\s+(?!me\b|by\b|is\b|"
           rf"that you\b|{_VAGUE})"),
        _I(r"\b(?:error|exception|traceback|timeout|status(?: code)?|error message|message|"
           r"http)\b\s*"
           r"(?:[:=]\s*\S|is\s+[\"'\d]|[\"']|\d{3}\b|\w+error)"),
        r"\b[A-Za-z]\w*(?:Error|Exception)\b",
        r"\b(?:HTTP\s*)?(?:4\d\d|5\d\d)s?\b(?=\s*(?:errors?|response|status|bad|internal|gateway|"
        r"from|"
        r"too many|unauthorized|forbidden|not found|service|after|when|for|on|[.,!]|$))",
        _I(r"\b(?:fails?|failed|crashe[sd]|ends?|ended|stops?|stopped)\s+with\b"),
        _I(r"\b(?:crashe[sd]|hangs|hung|freezes|froze|times out|timed out|stalls|stalled|spins|"
           r"loops|"
           r"loses|drops|dies|died|restarts by itself|loads forever|never (?:ends|stops|finishes|"
           r"answers|comes back|returns|loads))\b"),
        _I(rf"\b(?:no|empty|blank|garbled|truncated|incomplete|nonsensical|made-up|"
           rf"irrelevant|outdated|duplicate|negative)\s+(?:\w+\s+)?{_OUTPUT}s?\b"),
        _I(r"\b(?:it|model|system|service|bot|feature|api|assistant|tool)\s+(?:now\s+|always\s+|"
           r"also\s+)?"
           r"(?:turns|turned|blocks|blocked|rejects|rejected|refuses|refused|ignores|ignored|"
           r"confuses|"
           r"confused|mixes|mixed|repeats|repeated|invents|invented|skips|skipped)\b"),
        _I(r"\b(?:nothing|no reply|no answer)\s+(?:comes|came|happens|happened|is|was|arrives|"
           r"arrived)\b"),
        _I(r"\b(?:gibberish|nonsense|garbage|hallucinat\w+|made[- ]up|truncated|cut off|"
           r"stack ?trace|"
           r"segfault|segmentation fault|core dump|white screen|error code|error message)\b"),
        _I(rf"\b(?:got|received|returned|happened|{_OUTPUT})\s*[:=]\s*\S"),
        _I(rf"\b(?:what happened|what we see|the (?:whole )?{_OUTPUT})\s*(?:instead)?\s*(?:was|"
           rf"is|:|=)"),
        against=r"\b(?:normally|usually|should|supposed|expect\w*|used to|previously|before that|"
        r"(?:correct|right|desired|intended)|ought|would|"
        r"(?:user|customer|client|colleague|boss|manager|he|she|they|everyone|everybody|"
        r"support)s?)\W*$|"
        r"\b(?:normally|usually|should|supposed to|expect\w*|used to|previously)\b[^,;]{0,40}$",
    ),
    _item(
        "environment",
        "Where does it run: production or test, region, browser or app, operating system?",
        _I(r"\b(?:production|prod|staging|stage|pre-?prod(?:uction)?|sandbox|uat|qa|canary|"
           r"dev(?:elopment)?|test(?:ing)?)\s*(?:environment|env|system|cluster|server|namespace|"
           r"instance|stage)?\b(?<!\btest)(?<!\btesting)(?<!\bstage)(?<!\bdevelopment)"),
        _I(r"\b(?:test|development|stage|live|training|demo|integration)\s+(?:environment|env|"
           r"system|"
           r"cluster|server|instance|site)\b"),
        _I(r"\b(?:environment|env|region|cluster|namespace|browser|os|operating system|platform|"
           r"device|sdk|runtime|hardware|stack)\s*(?:is|was)?\s*[:=]\s*\S+"),
        _I(r"\b(?:windows|mac ?os|macbook|ubuntu|debian|fedora|red hat|rhel|linux|android|ios|"
           r"iphone|ipad|"
           r"chrome|firefox|safari|opera|edge browser|microsoft edge|kubernetes|k8s|docker|"
           r"openshift|"
           r"sagemaker|vertex ai|databricks|bedrock|ec2|eks|aks|gke|aws|azure|gcp|google cloud|"
           r"python 3|"
           r"node\.?js|cuda|gpus?|tpus?|a10g?|a100|h100|h200|v100|l4|l40s|t4|jupyter|"
           r"notebook server|colab|"
           r"vs ?code|slack|ms teams|microsoft teams|postman)\b"),
        _I(r"\b(?:desktop|mobile|web|phone|tablet|browser)[ -](?:app|client|version|extension|"
           r"site|page)\b|"
           r"\b(?:on|in|with) (?:the|my|our|their|a) (?:\w+ )?(?:app(?! store)|laptop|computer|"
           r"machine|phone|pc|tablet|"
           r"desktop|browser|cluster|server|data ?cent(?:er|re)|vpn|intranet|web ?site|portal|"
           r"terminal)\b"),
        _I(r"\b(?:on-?prem(?:ises?)?|locally|localhost|in the cloud|air-?gapped|behind (?:the|a|"
           r"our) "
           r"(?:proxy|vpn|firewall))\b"),
        _I(r"\b(?:eu|us|ap|ca|sa|af|me|europe|asia|australia|northamerica|southamerica)-(?:west|"
           r"east|north|"
           r"south|central|southeast|northeast|southwest|northwest)-?\d\b"),
        _I(r"\b(?:(?:east|west|north|south|central)(?:us|europe|asia|india)\d?|(?:west|north|south|"
           r"east)(?:central)us|germanywestcentral|uksouth|ukwest|swedencentral|francecentral)\b"),
        _I(r"\b(?:region|data ?cent(?:er|re))\s+[A-Z][\w-]+|\b[A-Z]\w+\s+(?:region|"
           r"data ?cent(?:er|re))\b"),
    ),
    _item(
        "scope",
        "How many are affected, and does it happen always or only sometimes?",
        _I(r"\b(?:all|every|each|most|some|many|several|few|both|multiple|other|no other|"
           r"none of the|any|"
           r"only (?:some|one|this|these|a few|new|two|three|the)|just (?:one|me|us|this|two)|"
           r"a (?:few|handful of|couple of|lot of|single|number of|fraction of|minority of|"
           r"majority of)|"
           r"(?:about |roughly |around )?(?:half|a third|a quarter|two thirds) (?:of )?|"
           r"the (?:whole|entire))\s*"
           r"(?:of )?(?:(?:the|our|my|their) )?(?:[\w-]+ ){0,2}(?:users?|customers?|clients?|"
           r"requests?|"
           r"calls?|people|teams?|regions?|accounts?|tenants?|sessions?|times?|cases?|queries|"
           r"colleagues|"
           r"answers|tickets|shops|stores|documents|files|orders|items|rows|records|predictions|"
           r"of them|"
           r"agents|employees|departments?|compan(?:y|ies)|organi[sz]ation|office|site|fleet|"
           r"nodes?|pods?|"
           r"images|languages|devices)\b"),
        _I(rf"\b(?:only|just) (?:for|with|{_FEW}|some|a few|certain|new) \w+"),
        _I(r"\bonce (?:in|every|per|out of)\b|\bfor (?:every|each|all)\b"),
        _I(r"\b(?:everyone|everybody|anyone|nobody|no one|only me|just me|only us|only for (?:me|"
           r"us|him|her|"
           r"one|this)|just for (?:me|us|him|her|one|this)|only (?:happens|occurs)|"
           r"only happens (?:for|to|with"
           r"|in)|(?:company|organi[sz]ation|site|system|team|world)[- ]wide|global(?:ly)?|"
           r"across the board|"
           r"widespread|isolated case|single case)\b"),
        _I(r"\b(?:always|every time|each time|every single|intermittent(?:ly)?|sometimes|"
           r"occasionally|"
           r"sporadic(?:ally)?|now and then|now and again|on and off|once so far|only once|"
           r"just once|"
           r"consistently|constantly|continuously|permanent(?:ly)?|persistent(?:ly)?|"
           r"reproducib\w+|randomly|"
           r"at random|from time to time|once in a while|rarely|seldom|often|frequently|repeatedly|"
           r"again and again|twice|(?:three|four|five|ten|\d+) times)\b"),
        _I(r"\b\d+(?:[.,]\d+)?\s*(?:%|percent\b)"),
        _I(rf"\b(?:\d+(?:[.,]\d+)*|{_FEW}) +(?:of +|out of +|in +)?(?:our +|the +|"
           rf"all +)?(?:\d+ +|ten +|"
           r"hundred +)?(?:[a-z-]+ +)?(?:users|customers|clients|requests|people|teams|accounts|"
           r"tenants|calls|sessions|tickets|complaints|reports|cases|errors|failures|shops|stores|"
           r"documents|records|orders|colleagues|employees|agents|regions|nodes|pods)\b"),
        _I(r"\b(?:one|1|single) +(?:user|customer|client|team|account|tenant|colleague|region|"
           r"shop|store|"
           r"office|person|request|call|document)\b"),
        _I(rf"\b(?:\d+|{_FEW})\s+(?:in|out of)\s+(?:every\s+)?(?:\d+|{_FEW}|a hundred)\b"),
        _I(r"\b(?:scope|impact|frequency|extent)\s*(?:is|was)?\s*[:=]\s*\S+"),
        _I(r"\baffects? (?:all|every|only|just|about|around|\d)"),
        against=r"\b(?:thanks|thank you)\b|\b(?:list|return|show|give|contain|include|print|rank|"
        r"find)"
        r"(?:s|ed|ing)?\s*$",
    ),
)  # fmt: skip
"""In the order in which they are asked for."""
