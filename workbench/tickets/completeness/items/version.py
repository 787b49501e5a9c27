"""Which version of the model, the service or the client it is."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import AGENT, DATED, FEW, TASK, any_case, one_of

_SOFTWARE = one_of("""(?:mobile |web |desktop |android |ios |iphone )?app|sdk|cli|api|client|
    library|
    package|plugin|plug-in|extension|add-?on|connector|module|firmware|frontend|backend|wheel|
    widget|runtime|container|chart|helm chart|tool|bot|service""")
_LANGUAGE = r"(?:python|ruby|js|javascript|ts|typescript|java|go|php|rust|swift|kotlin|node|c#|r)"
_OTHER_SOFTWARE = one_of(r"""python|ios|ipados|android|mac ?os|os x|ubuntu|debian|fedora|windows|
    linux|chrome|firefox|safari|edge|opera|brave|vivaldi|cuda|kubernetes|k8s|docker|node(?:\.?js)?|
    java|jdk|\.net|dotnet|php|ruby|go|rust|driver|kernel|torch|pytorch|tensorflow|onnx|openssl|
    browser|numpy|pandas|nginx|postgres\w*|redis|http|tls|ssl|chromeos|watchos|rhel|centos|alpine|
    macbook|iphone|pixel|galaxy|ipad|terraform|helm""")
_NUMBER = r"v?\d+(?:\.\d+)+(?:[-+.]?\w+)*"

VERSION = Item(
    "version",
    "Which version of it? It often stands in the settings, the log or the response.",
    (
        any_case(r"(?<![a-z])(?:vers?ion|vers?ison|verison|verion|versoin|ver|release|build|"
                 r"revision|rev|tag|checkpoint|commit|snapshot|git sha|sha|digest|hash)\b\.?[ _-]*"
                 r"(?:is |was |are |number |no\.? ?|id |of it |of |hash |candidate |tag |"
                 r"the \w+ is )*"
                 r"[:=#@(]? ?[\"']?(?=[\w.:-]*\d)(?!\d{1,2}:\d\d|\d{1,2} (?:times|days|weeks|hours|"
                 r"minutes|users))[\w.:-]+"),
        any_case(r"\bimage(?: tag| version)?(?:[:=#@] ?| )[\"']?(?=v?\d+\.\d|sha)[\w.:-]+"),
        any_case(rf"\b(?:version|release|build) {FEW}\b"),
        any_case(r"\bversions? of (?:the |our |your )?[\w-]+(?: [\w-]+)? (?:is|was) v?\d[\w.-]*"),
        r"(?<![/\w.])[vV]\d+(?:[._-]\d+)*\b",
        r"(?<![\w.:/])(?!\d+\.\d+\.\d+\.\d+|\d\d?\.\d\d?\.(?:19|20)\d\d\b)\d+\.\d+\.\d+"
        r"(?:[-+.]?\w+)?\b",
        any_case(r"\b[a-z][\w]*-\d+\.\d+[\w.-]*"),
        rf"\b(?!{DATED}-)[a-z]\w*(?:-\w+)*-20\d\d-\d\d(?:-\d\d)?(?![\w-]|\.\w)",
        any_case(r"\bcheckpoint-\d+|\bsha256:[0-9a-f]{6,}"),
        any_case(rf"\b{_SOFTWARE}(?: (?:is|was|at|in))?(?: {_LANGUAGE}| version| v)? ?[:=@/]? ?"
                 rf"(?:{_NUMBER}|20\d\d-\d\d-\d\d)\b"),
        any_case(rf"\b{_NUMBER} of (?:the|our|your) {_SOFTWARE}\b"),
        any_case(rf"\b(?:we're|i'm|we are|i am|still|currently|now|running) (?:still |"
                 rf"now )?(?:on |at |running )?"
                 rf"{_NUMBER}\b(?! ?(?:%|km|m|s|ms|eur|usd|seconds|times))|\bv\.? \d+\.\d+"),
        any_case(r"\b(?:sdk|cli) v?\d+\b(?! ?(?:%|calls|errors|users|times))"),
        any_case(rf"\b(?:model|{AGENT}|{TASK})(?: [a-z][\w-]*)? \(?{_NUMBER}\b(?! ?(?:%|s\b|ms\b|"
                 rf"km\b|"
                 r"eur\b|usd\b|for\b))"),
        any_case(rf"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+ {_NUMBER}\b"),
        any_case(rf"\b(?:the|since|with|in|on|after) {_NUMBER} (?:release|version|update|build|"
                 r"upgrade|rollout|deploy\w*)\b"),
        any_case(rf"\b(?:release|update|upgrade|rollout|upgraded|updated|switched|moved) (?:of|to) "
                 rf"(?:version )?(?:{_NUMBER})\b"),
    ),
    labels=r"(?:(?:model|api|app|sdk|client|software|service|bot|cli)?[ _-]?(?:version|ver|verison|"
    r"release|build)(?: (?:no|number|id))?|sdk|cli|revision|tag|checkpoint|commit)",
    value=r"[\"*]{0,2}(?=[^\n;,.(]{0,30}\d)(?!20\d\d-\d\d-\d\d[ T]\d\d)",
    decoys=(
        any_case(rf"(?<!sdk )\b{_OTHER_SOFTWARE}/? ?(?:version |release |build |v|>=? ?|"
                 rf"lts )?\d[\w.]*"),
        any_case(r"\b(?:release|build|tag|commit) date[^\n;,]{0,30}"),
        r"\b\d{1,2}\.\d{1,2}\.\d{2}\b(?!\.)",
        any_case(r"\b(?:build|tag|hash|commit|release)(?: on| in| at| since)? \d{1,2}(?:th|st|nd|"
                 r"rd| "
                 r"(?:january|february|march|april|may|june|july|august|september|october))"),
        r"\b\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?\b",
        any_case(r"(?<![\w.])(?<!version )(?<!release )(?<!build )\d+\.\d+ (?:times(?! out)|"
                 r"hours?|days?|weeks?|months?|years?|stars?|points?(?! (?:to|at|out)))\b"),
    ),
    never=(
        r"(?i:\b(?:ip|ipv4|dns|subnet|gateway|proxy|host|server|address)\b[^\n\d]{0,20}"
        r"\d{1,3}(?:\.\d{1,3}){3}\b)|\b(?:10|127|172|192)(?:\.\d{1,3}){3}\b",
        any_case(r"\b(?:section|sect\.|chapter|clause|paragraph|article|art\.|annex|appendix|"
                 r"figure|table|page|point|step|item|rule|exercise) ?\d+(?:\.\d+)+"),
    ),
    told_by_questions=True,
    is_a_name=True,
)  # fmt: skip
