"""Where it runs: stage, region, device, operating system, browser."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import any_case, one_of

_PLATFORM = one_of(r"""mac ?os|macbook|imac|ubuntu|debian|fedora|red hat|rhel|centos|alpine linux|
    linux|android|ios|ipados|watchos|chromeos|chromebook|iphone|ipad|firefox|
    edge browser|microsoft edge|ms edge|internet explorer|duckduckgo browser|kubernetes|k8s|docker|
    podman|openshift|helm|sagemaker|vertex ai|databricks|bedrock|ec2|eks|aks|gke|aws|azure|gcp|
    google cloud|cloud run|fargate|cloudflare workers|heroku|snowflake|kubeflow|torchserve|vllm|
    triton server|ollama|python 3|node ?(?:js ?)?v?\d\d|node\.?js|deno|\.net \d|java \d\d?|jdk ?\d+|
    php \d|ruby \d|golang|go 1\.\d|cuda|gpus?|tpus?|a10g?|a100|h100|h200|v100|l4|l40s|t4|jupyter|
    notebook server|colab|vs ?code|slack|ms teams|microsoft teams|postman|salesforce|sharepoint|
    jetson|raspberry pi|thinkpad|surface (?:pro|go|laptop)|galaxy (?:tab |note |
    watch ?)?[a-z]?\d\w*|samsung|
    huawei|xiaomi|oneplus|pixel (?:\d\w*|phone)|zebra (?:\w*\d\w*|devices?|scanners?|handhelds?)|
    honeywell \w*\d\w*|kindle|
    apple watch|smart ?watch|hololens|meta quest|quest \d|alexa|echo dot|carplay|android auto|
    kiosk|handhelds?|chrome ?book|webview|electron app|wsl2?|vmware|citrix|remote desktop""")
_STAGE_NOUN = r"(?:environment|env|system|cluster|server|namespace|instance|stage|tenant|site)"
_NOT_A_STAGE = one_of("""schedule|line|lines|plan|planning|planner|cost|costs|run|volume|manager|
    hall|order|orders|workers|company|halt|staff|process|site manager|numbers|figures|target|
    output|budget|quality|department|rate|facility|plant|floor|regions?|of|capacity|week|
    shift|batch|data|steps?|music|crew|engineers?|leads?|managers?|teams?|testers?|analysts?|
    colleagues?|people|developers?|head|director|specialists?|guys?|consultants?""")

ENVIRONMENT = Item(
    "environment",
    "Where does it run: production or test, region, browser or app, operating system?",
    (
        any_case(rf"\b(?:production|prod|staging|pre-?prod(?:uction)?|sandbox|uat|qa|canary|dev)\b"
                 rf"(?: {_STAGE_NOUN})?(?! (?:{_NOT_A_STAGE})\b)"),
        any_case(rf"\b(?:test(?:ing)?|development|stage|live|training|demo|integration|preview|"
                 rf"acceptance|pilot|eu|us|uk|apac|emea) {_STAGE_NOUN}\b"),
        any_case(r"\b(?:on|in) (?:live|stage|test)(?=[.,;\n]|$| (?:and|but|only|too|it|since))"),
        any_case(rf"\b{_PLATFORM}\b"),
        r"\bWindows\b(?! (?:are|were|is|of|in|on the|frames?|open|seal|shop)\b)",
        any_case(r"\bwindows (?:\d+|server|pc|laptop|machine|desktop|app|vista|xp)\b"),
        r"\b(?:Safari|Chrome|Opera|Brave|Vivaldi)\b(?! (?:trip|tour|park|plan\w*|book\w*|holiday|"
        r"lodge|house|singer|new world))",
        r"\bEdge\b(?! (?:cases?|detection|computing|device|of)\b)",
        any_case(r"\b(?:on|in|with|using|via|under|tried) (?:safari|chrome|edge|opera|brave|"
                 r"windows)\b"
                 r"(?! (?:trip|tour|park|plan|cases?))|\b(?:chrome|safari|edge|opera) \d+"),
        any_case(r"\b(?:desktop|mobile|web|phone|tablet|browser|ios|android)[ -](?:app|client|"
                 r"version|"
                 r"extension|site|page)\b|\b(?:on|in|with|using|via) (?:the|my|our|their|a|"
                 r"an) (?:\w+ )?"
                 r"(?:app(?! store)|laptop|computer|machine|pc|tablet|desktop|browser|cluster|"
                 r"server|data ?cent(?:er|re)|vpn|intranet|web ?site|portal|terminal|workstation|"
                 r"smartphone|mobile)\b|\bon (?:an? (?:\w+ )?)?(?:tablet|phone|mobile|desktop|"
                 r"laptop|smartphone|handheld)s?\b|\bon (?:my|our|his|her|their|an?|"
                 r"the \w+) phones?\b"),
        any_case(r"\b(?:on-?prem(?:ises?)?|locally|localhost|in the cloud|air-?gapped|"
                 r"behind (?:the|a|"
                 r"our) (?:proxy|vpn|firewall)|tablets|smartphones|phones)\b"),
        any_case(r"\b(?:eu|us|ap|ca|sa|af|me|europe|asia|australia|northamerica|"
                 r"southamerica)-(?:west|"
                 r"east|north|south|central|southeast|northeast|southwest|northwest)-?\d\b"),
        any_case(r"\b(?:(?:east|west|north|south|central)(?:us|europe|asia|india)\d?|(?:west|north|"
                 r"south|east)(?:central)us|germanywestcentral|uksouth|ukwest|swedencentral|"
                 r"francecentral)\b"),
        r"\b(?:[Rr]egion|[Dd]ata ?[Cc]ent(?:er|re)) [A-Z][\w-]+|\b(?!By\b|Per\b|The\b|This\b|Our\b|"
        r"Which\b|What\b|Every\b|Each\b|Any\b|All\b)[A-Z]\w+ (?:region|data ?cent(?:er|re))\b",
    ),
    labels=r"(?:environment|env|region|cluster|namespace|browser|os|operating system|platform|"
           r"device|"
    r"runtime|hardware|stack|stage|deployed (?:on|to|in)|server|system|where|client os|machine|"
    r"hosting|cloud|sdk)",
    value=r"[\"*]{0,2}(?=[^\n]{0,30}(?:[^\W_]|\u00b7))(?![v=]*\d+\.\d)(?!(?i:down|slow|broken)\b)\S",
    decoys=(
        r"(?i:\bcuda (?:error|out of memory))",
        any_case(rf"\bproduction (?:{_NOT_A_STAGE})\b"),
        r"(?i:\b(?:sales|revenue|split|grouped|sorted|filtered|sum|orders|total\w*) (?:by|"
        r"per) region\b)",
        r"(?i:\b(?:by|per|each|every|which|what) region\b)",
        r"(?i:\bsystem ?: (?=v?\d))",
    ),
    never=(
        any_case(rf"\b(?:(?:have|has|had|is|got|with) no|(?:don't|do not|doesn't|does not|haven't|"
                 rf"have not)(?: \w+)? (?:have|got|use|run|own)(?: an?| any)?|without an?) "
                 rf"(?:\w+ )?(?:production|prod|staging|test(?:ing)?|sandbox|uat|qa|dev|"
                 rf"development|pre-?prod|demo)(?: {_STAGE_NOUN})?\b"
                 rf"(?! (?:issue|problem|impact|access|data|outage))"),
    ),
)  # fmt: skip
