"""What was put in: the prompt, the request, the file."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import (
    AGENT,
    GIVEN_NOUN,
    NAME,
    OUR_PEOPLE,
    PERSON,
    any_case,
    one_of,
)

_FILE = (
    r"[\w.%()-]*[\w)]\.(?i:jpe?g|png|pdf|wav|mp3|mp4|m4a|flac|ogg|csv|tsv|xlsx?|txt|json|jsonl|"
    r"tiff?|"
    r"docx?|pptx?|odt|md|xml|parquet|html?|webp|bmp|gif|svg|zip|eml|heic|avi|mov|rtf|dcm)\b"
)
_GIVE = one_of("""type[ds]?|enter(?:ed|s)?|sen[dt]|submit(?:ted)?|upload(?:ed|s)?|
    prompt(?:ed)?|search(?:ed|es)?|quer(?:y|ied)|post(?:ed)?|paste[ds]?|fed|feed|g[ai]ve it|
    pass(?:ed)?|supplied|provided|dictated?|put in|called it with|ran it on|tried it? ?with|
    scan(?:ned)?|photographed|recorded|drew|spoke|attach(?:ed)?|(?:ran|tried|tested|used) (?:it|
    them|
    this) (?:on|over|against|with|through)""")
_GIVE_BY_NAME = one_of("""typed|entered|uploaded|pasted|submitted|dictated|fed|prompted|scanned|
    searched for|asked it|asked the (?:bot|assistant|chat ?bot|ai|model|app|system)""")
_QUOTED_AFTER = one_of("""ask(?:ed|s|ing)?|typ(?:e|ed|es|ing)|enter(?:ed|s|ing)?|sen[dt]|sends|
    sending|submit(?:ted|s)?|uploaded|prompt(?:ed|ing)?|search(?:ed|es|ing)?|quer(?:y|ied|ying)|
    post(?:ed)?|past(?:e|ed|ing)|fed|feed|pass(?:ed)?|dictat(?:e|ed)|put|tried|try|translate|
    summari[sz]e|gave|i say|we say|i said|i wrote|we wrote|i write|input""")
_HUMAN = one_of("""customer|client|user|caller|patient|guest|visitor|student|she|we|i|they|
    colleague|citizen|driver|shopper|agent|player|member|buyer|passenger|nurse|doctor|teacher""")
_QUOTED_NOUN = one_of("""prompt|question|query|input|search(?: term| phrase)?|sentence|utterance|
    phrase|text|request|review|comment|headline|paragraph|command|voice command|article|email|
    claim|clause|passage|example|sample|keyword|keywords|words|user message|message sent|note""")
_MEDIUM = one_of("""image|file|picture|photo|document|pdf|csv|audio|recording|video|scan|
    screenshot|x-ray|clip|spreadsheet|invoice|contract|letter""")
_NOT_GIVEN = one_of("""you|him|her|me|us|support|for (?:help|support|a refund)|the helpdesk|to |if |
    whether |who |why |when |our |my (?:boss|manager|colleague)|an? (?:e?-?mail|ticket|message|
    reminder|complaint)|them|it to|this to|by |colleagues|about |in vain|again|nothing""")
_RESPONSE = one_of("""response|responds?|responded|returns?|returned|result|output|answers?|
    answered|got|gets?|gives|gave|received|reply|replied|replies|\\b200(?: ok)?|
    [45]\\d\\d[ \\w]*""")

_READS_AS = one_of("""writes?|wrote|reads?|hears?|heard|understands?|understood|takes?|took|
    mistakes|mistook|transcribe[sd]|classifie[sd]|tags|tagged|labels|labell?ed|recogni[sz]e[sd]|mis\\w+""")

INPUT = Item(
    "input",
    "What exactly was put in? The prompt, the request or the file, without personal data.",
    (
        any_case(rf"\b{OUR_PEOPLE} (?:have |had |just |first |then |all |only |also )*{_GIVE}\b"
                 rf"(?! (?:{_NOT_GIVEN}))(?=.)"),
        any_case(rf"\b{OUR_PEOPLE} (?:have |had |just |first |then |all |only |also )*ask(?:ed|s)? "
                 rf"(?:it\b|(?:the |your |our )?(?:[\w-]+ )?(?:{AGENT}|ai|system|model|app)\b|"
                 rf"for\b(?! (?:help|"
                 r"support|a refund))|how\b|what\b|which\b|where\b|a question|the question|\"|')"),
        r"(?:^|[.!,] )(?:On|To|At|With|When) \"|\b(?:[Ff]or|given|running|ran|run|command) \""
                 r"|\b(?:asked|told|asks) [^\n.\"]{1,40} (?:for|"
        r"to|:|about) ?\"",
        rf"\b{NAME},? {any_case(_GIVE_BY_NAME)}\b",
        any_case(rf"\b(?:and|then|just) {_GIVE_BY_NAME} (?!by\b|it\b)|^\W{{0,3}}(?:\d\W{{1,2}})?"
                 rf"(?:type|enter|upload|paste|submit|dictate|search for|say|ask)(?:ed)?:? "
                 rf"(?!(?:{_NOT_GIVEN}))\S+"),
        any_case(rf"\b{_QUOTED_NOUN}(?: (?:was|is|were|said|saying|reads?|like|the text|of|for|"
                 rf"with|i used|we used|used|box|field|text))*,? ?[:=]? ?\"(?! )"),
        any_case(rf"\b{_QUOTED_AFTER}(?: (?:for|it|in|the|to|about|with|by voice|text|words|this|"
                 rf"my|"
                 rf"phone|simply|only|just|how|bot|assistant|model|chat ?bot|system|"
                 rf"exactly)){{0,4}}"
                 rf"[:,]? ?[\"'](?=[\w·¿¡])"),
        any_case(rf"\b{_HUMAN} (?:just |only )?(?:said|says|wrote|writes|dictated)[:,]? ?\""),
        any_case(r"\b(?:results?|hits?|match(?:es)?|answers?|repl(?:y|ies)|responses?|documents?|"
                 r"nothing|anything|suggestions?) (?:for|to|about|on) [\"'](?=[\w·¿¡])"),
        any_case(rf"\b{_READS_AS} [\"'](?=[\w·])[^\"'\n]{{1,80}}[\"'] (?:as|for|into|with) [\"']"),
        rf"(?<![\w/.@]){_FILE}",
        any_case(rf"\b(?:with|on|for|from|in) (?:the|this|an?|these|our|my|every|any) "
                 rf"(?:following )?(?:{GIVEN_NOUN}|{_MEDIUM})\b(?! (?:field|box|page|viewer))"),
        any_case(r"\b(?:picture|photo|image|scan|recording|video) of (?:an?|my|our|the|two|"
                 r"three)\b"),
        any_case(rf"\b(?:the|my|our|his|her|this|(?:customer|user|caller|"
                 rf"client)'s) (?:{GIVEN_NOUN}|"
                 rf"message)(?: text| file)? (?:was|is|were|are|reads?|said|has|had|"
                 rf"contain\w*)\b(?! (?:not|unknown|wrong|correct|lost))"),
        any_case(rf"\b(?:attached|enclosed|below)\b[^.\n]{{0,20}}\b(?:{GIVEN_NOUN}|file|document|"
                 rf"image|request)\b|\b(?:{GIVEN_NOUN}|file|document|image)\b[^.\n]{{0,12}}\b"
                 rf"(?:attached|enclosed|below)\b"),
        r"```|\{ ?\n? ?\"(?!(?:ts|time|timestamp|@timestamp|level|severity|error|status|code|"
        r"message|"
        r"detail|msg|response|result|output|logger)\")[\w-]+\" ?:",
        any_case(r"\bcurl\b[^\n]{0,200} (?:-d|-F|--data\w*|--form)\b"),
        any_case(rf"\b{PERSON} #?(?=[\w-]*\d)[\w-]+ (?:asked for|typed|entered|uploaded|pasted|"
                 rf"sent)\b"),
        r"(?<=\w)\.\w+\( ?[\"'{\[]",
        any_case(r"\bwhen (?:asked|given|prompted|fed|queried)\b|\bgiven (?:an?|the|this) \w+|"
                 r"\bwas (?:asked|given|prompted|fed)"
                 r"\b(?! by)"),
        r"\" ?(?:\u2192|->|=>|\u21d2) ?[\"\w·]",
        any_case(rf"(?<![\w.@/-]){GIVEN_NOUN}\b(?!\.\w)[^.:=?\n]{{0,20}}(?<!id)(?<!ids) ?[:=] ?"
                 r"(?=[^\n]{0,20}[\w\u00b7])\S[^\n.;]{0,20}"),
    ),
    labels=r"(?:(?:user |test |my |our |full |exact )?(?:input|prompt|payload|query|question|"
    r"utterance|sample|example)(?: (?:text|file|data|image|prompt|sentence|input))?|"
    r"(?:request|json)(?: body| json)?|body|search(?: term| phrase)?|text|source(?: text|"
    r" sentence)|audio|file|image|photo|video|document|transcript|feature vector|data|recording|"
    r"user message|user|customer|me|you|q|i(?: asked| typed)|asked|typed|sent|command|phrase)"
    r"(?<!\buser)(?<!\bcustomer)(?: i (?:put in|used|typed|asked)| we (?:used|sent))?",
    value=r"(?=[^\n]{0,40}[\w\u00b7])(?!v?\d+\.\d+\.)\S",
    decoys=(
        r"\{ ?\"error\"[^\n]*",
        rf"(?i:\b{_RESPONSE}(?:(?!request|input|payload|for\b|"
        rf"with\b)[^\n{{]){{0,30}}[:=,]?\s?\{{\s?\"[\w-]+\" ?:)",
        rf"(?i:\b(?:cite[sd]?|citing|returned|returns|generate[sd]?|produced|created|output|result|"
        rf"screenshot|log|config|saved|downloaded|see|called)\b[^\n.]{{0,20}}? {_FILE})",
        r"(?i:\b(?:screenshot|error|config|settings|readme|log|package|requirements|results?|"
        r"output)"
        r"[\w-]*\.\w{2,4}\b)",
        r"(?i:\b(?:answer|output|response|error|reply|result|bot's|its) (?:text|body)\b)",
        r"(?i:\b(?:bot|assistant|model|it|system|ai) (?:then |only |just )?(?:asked|asks|wrote|"
        r"said|says|typed|sent|sends)[^\n\"]{0,20}\"?)",
        r"(?i:\b(?:in|for|this|the|to the|another) question\b(?! ?[\":]))",
        r"(?i:\b(?:print|raise \w+|log\w*\.\w+)\([^)\n]{0,80})",
        r"(?i:\bstill asked\b|\bmay i ask\b)",
        r"(?i:\b(?:error|status) text\b)",
        r"(?i:\b(?:letter|e?-?mail|parcel|invoice|bill|message)s? (?:was|were|is|are) (?:addressed|"
        r"sent|made out|routed) to\b)",
    ),
)  # fmt: skip
